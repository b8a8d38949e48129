/**
 * Where a chain's head is used over the whole tree, through the wrappers that hide it, and where a callback is put on
 * its chains. Answers null for everything else, so that what other servers say stands alone.
 */
import type { FilePlace } from "../base/finding";
import type { Chain } from "../model/model";
import type { FeatureContext, Membership } from "./context";
import { definitionsOf, distinct, namedSite } from "./navigation";
import { type Asked, subjectAt, wordAt } from "./subject";

/**
 * For a head: its definition and declarations, where blocks are put on it and taken off, and the calls that walk it. For
 * a callback: its definition, its blocks, and where these are put on a chain and taken off.
 * @param withDeclarations whether definitions and declarations are wanted too
 */
export function referencesAt(
  context: FeatureContext,
  asked: Asked,
  withDeclarations: boolean,
): FilePlace[] | null {
  const word = wordAt(asked.lineText, asked.point.column);
  const subject = word && subjectAt(context, asked, word);
  if (subject?.kind === "head")
    return inOrder(
      withDeclarations ? declarationsOf(context, subject.chain) : [],
      usesOf(context, subject.chain),
    );
  if (subject?.kind === "callback")
    return inOrder(
      withDeclarations ? subject.on.flatMap((m) => functionOf(context, m)) : [],
      subject.on.flatMap((m) => blocksOf(context, m)),
    );
  return null;
}

function declarationsOf({ facts }: FeatureContext, chain: Chain): FilePlace[] {
  const isGlobal = (facts.get(chain.file)?.heads ?? []).some(
    (h) => h.name === chain.name && h.storage === "global",
  );
  const declared = !isGlobal
    ? []
    : [...facts].flatMap(([file, { heads }]) =>
        heads
          .filter((h) => h.storage === "extern" && h.name === chain.name)
          .map((h) => ({ ...h.place, file })),
      );
  return [chain, ...declared];
}

function usesOf(context: FeatureContext, { callbacks, callSites }: Chain): FilePlace[] {
  const registrations = callbacks.flatMap((c) => [c.registeredBy, ...c.unregisteredBy]);
  return [...registrations, ...callSites].map((site) => namedSite(context, site));
}

function functionOf(context: FeatureContext, { callback }: Membership): FilePlace[] {
  const { file, function: name } = callback;
  return definitionsOf(context, file, name).map((d) => ({ ...d.fact.place, file: d.file }));
}

function blocksOf(context: FeatureContext, { callback }: Membership): FilePlace[] {
  const { blockPlace, registeredBy, unregisteredBy } = callback;
  const sites = [registeredBy, ...unregisteredBy].map((site) => namedSite(context, site));
  return [...(blockPlace ? [blockPlace] : []), ...sites];
}

/** First what defines and declares, then what uses, each from file to file and from top to bottom. */
function inOrder(...groups: readonly (readonly FilePlace[])[]): FilePlace[] {
  const sorted = (places: readonly FilePlace[]): FilePlace[] =>
    [...places].sort((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column);
  return distinct(groups.flatMap(sorted));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
