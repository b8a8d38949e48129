/**
 * The chain model in the JSON that contract.md fixes under `chains --format json`, with a few fields added (they are
 * named below). The model's own objects never leave as they are: their fields are not the contract.
 */
import type { Callback, CallSite, Chain, ChainModel, RegistrationSite, Unresolved } from "../model/model";

/** The document of `chains --format json`. */
export function chainsJson(root: string, model: ChainModel): object {
  return {
    schema: 1,
    root,
    kernelVersion: model.kernelVersion,
    chains: model.chains.map(chainJson),
    unresolved: model.unresolved.map(unresolvedJson),
  };
}

/**
 * Added: `handoff`, who hands out what and how it tells that it was taken, the first one and all of them; null for the
 * others.
 */
function chainJson(chain: Chain): object {
  const { id, name, type, file, line, protocol, handoff } = chain;
  return {
    ...{ id, name, type, file, line, protocol },
    handoff: handoff && {
      object: handoff.object,
      claim: handoff.claim,
      release: handoff.release,
      consumer: siteJson(handoff.consumer),
      consumers: handoff.consumers.map(({ use, claim, release }) => ({ ...siteJson(use), claim, release })),
    },
    callbacks: chain.callbacks.map(callbackJson),
    callSites: chain.callSites.map(callSiteJson),
  };
}

/** Added: `priorityValue`, the number behind a priority that is written as a name. */
function callbackJson(callback: Callback): object {
  const { file, line, block, priority, priorityValue, returns, returnsByEvent, takes } = callback;
  return {
    ...{ function: callback.function, file, line, block, priority, priorityValue, returns, returnsByEvent },
    ...(takes.length > 0 ? { handoff: { takes } } : {}),
    registeredBy: registrationJson(callback.registeredBy),
    unregisteredBy: callback.unregisteredBy.map(registrationJson),
  };
}

function registrationJson(site: RegistrationSite): object {
  return { call: site.call, ...siteJson(site) };
}

function siteJson(site: { readonly function: string; readonly file: string; readonly line: number }): object {
  return { function: site.function, file: site.file, line: site.line };
}

/**
 * Added: `kind`, "replay" for a direct call of one block's function, `undoEvent` of a robust call, `through`, the wrapper that is called, and for each effective use its `event` and
 * the comparison behind it, `test`.
 */
function callSiteJson(site: CallSite): object {
  const { file, line, event, robust, use, undoEvent, through, replay } = site;
  return {
    ...{ file, line, function: site.function, event, undoEvent, robust, through, use },
    kind: replay ? "replay" : "walk",
    effectiveUse: site.effectiveUse.map((u) => ({
      use: u.use,
      ...siteJson(u),
      event: u.event,
      test: u.test,
    })),
  };
}

function unresolvedJson({ kind, name, file, line, why, returns, returnsByEvent }: Unresolved): object {
  return {
    ...{ kind, name, file, line, why },
    ...(returns ? { returns } : {}),
    ...(returnsByEvent ? { returnsByEvent } : {}),
  };
}
