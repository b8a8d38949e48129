/** `raw-errno`: a callback returns -EINVAL as it is, where a chain wants notifier_from_errno(-EINVAL). */
import type { FilePlace, Fix, RelatedPlace } from "../base/finding";
import type { Callback, Chain, ReturnPath } from "../model/model";
import { MAX_ERRNO } from "../notifier/errno";
import { numberOf } from "./claims";
import { type Consumers, consumersOf, functionsOf, hasErrnoConvention } from "./consumption";
import { returnedExpression, rewriteReturn } from "./edits";
import { isInstalled } from "./installed";
import type { Rule, RuleContext, RuleDocs, RuleFinding } from "./rule";
import { canMeet, demonstrate, mayPrecede } from "./witness";
import { called, forEvents, listed, placeOf, registrationOf, related } from "./words";

/** A return statement of a callback with the raw errnos it can return. */
interface RawReturn {
  readonly function: string;
  readonly place: FilePlace;
  /** The paths that end here with a raw errno. */
  readonly raw: readonly ReturnPath[];
  /** All paths that end here. */
  readonly all: readonly ReturnPath[];
}

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  if (hasErrnoConvention(chain)) return [];
  return chain.callbacks.flatMap((callback) =>
    rawReturns(callback.function, callback.paths).map((raw) => onChain(chain, callback, raw, kernelVersion)),
  );
}

function checkRest({ model, facts }: RuleContext): RuleFinding[] {
  return model.unresolved.flatMap(({ kind, name, paths = [], file }) => {
    const raw = kind === "callback" ? rawReturns(name, paths) : [];
    return raw.length > 0 && isInstalled(facts, file, name) ? raw.map(onUnknownChain) : [];
  });
}

/** A callback that is on two chains returns the same on both. */
function onceFor({ place, function: name }: RawReturn): string {
  return `${place.file}:${place.line}:${place.column} ${name}`;
}

function isRawErrno(value: string): boolean {
  const number = numberOf(value);
  if (number === null) return /^-E[A-Z0-9]+$/.test(value);
  return number < 0 && number >= -MAX_ERRNO;
}

function rawReturns(name: string, paths: readonly ReturnPath[]): RawReturn[] {
  const key = (p: ReturnPath): string => `${p.place.file}:${p.place.line}:${p.place.column}`;
  const places = [...new Set(paths.filter((p) => isRawErrno(p.value)).map(key))];
  return places.flatMap((at) => {
    const all = paths.filter((p) => key(p) === at);
    const raw = all.filter((p) => isRawErrno(p.value));
    return raw[0] ? [{ function: name, place: raw[0].place, raw, all }] : [];
  });
}

const eventsOf = (raw: RawReturn): string[] => [...new Set(raw.raw.map((p) => p.event))];
const valuesOf = (raw: RawReturn): string => listed([...new Set(raw.raw.map((p) => p.value))], "or");

function onChain(
  chain: Chain,
  callback: Callback,
  raw: RawReturn,
  kernelVersion: string | null,
): RuleFinding {
  const consumers = consumersOf(chain, eventsOf(raw));
  const later = chain.callbacks.filter((c) => canMeet(callback, c) && mayPrecede(callback, c));
  const skipped = later.length > 0 ? ` before ${someOf(later.map((c) => called(c.function)))}` : "";
  const fix = fixOf(raw, consumers);
  return {
    ...placeOf(raw.place),
    message:
      `${called(raw.function)} returns ${valuesOf(raw)} as it is${forEvents(eventsOf(raw))}: a raw errno has the ` +
      `stop bit set, so the walk of ${chain.name} ends here${skipped}, and ${consequence(consumers)}. ` +
      `${remedy(raw, consumers)}.`,
    chain: chain.id,
    related: [...consumerPlaces(consumers), registrationOf(callback)],
    witness: witnessOf(chain, callback, later, raw, kernelVersion),
    fix,
    once: onceFor(raw),
  };
}

/** The first of some callbacks and how many more there are. */
function someOf(names: readonly string[]): string {
  const [first = "", ...others] = new Set(names);
  return others.length > 1 ? `${first} and ${others.length} more` : listed([first, ...others], "and");
}

function onUnknownChain(raw: RawReturn): RuleFinding {
  const consumers: Consumers = { by: "unknown", uses: [], robust: false };
  return {
    ...placeOf(raw.place),
    message:
      `${called(raw.function)} returns ${valuesOf(raw)} as it is${forEvents(eventsOf(raw))}: a raw errno has the ` +
      `stop bit set, so the walk of its chain (which could not be told) ends here, and ${consequence(consumers)}. ` +
      `${remedy(raw, consumers)}.`,
    chain: null,
    related: [],
    witness: null,
    fix: fixOf(raw, consumers),
    once: onceFor(raw),
  };
}

/** What the callers make of a raw errno: Linux 6.1, notifier_to_errno() of include/linux/notifier.h. */
function consequence({ by, uses, robust }: Consumers): string {
  const who = functionsOf(uses);
  const rolledBack = robust ? "the callbacks before it are rolled back and " : "";
  switch (by) {
    case "to_errno":
      return `${rolledBack}the notifier_to_errno() of ${who} makes 0 of it: the error becomes success`;
    case "equality":
      return `${rolledBack}${who} does not recognise it (${uses[0]?.test ?? "another value is expected"})`;
    case "stop_mask":
      return `${rolledBack}${who} sees that it was stopped, but notifier_to_errno() can no longer tell by which error`;
    case "nonzero":
      return `${rolledBack}${who} sees a number that is not 0, as NOTIFY_OK would be too`;
    case "handed on":
      return `${rolledBack}${who} hands the number on, of which notifier_to_errno() makes 0, success`;
    case "ignored":
      return `${rolledBack}${who} ignores the result: later callbacks miss the event and nobody learns of the error`;
    case "unknown":
      return "notifier_to_errno() would make 0 of it, success";
  }
}

function remedy(raw: RawReturn, consumers: Consumers): string {
  const [only, second] = [...new Set(raw.raw.map((p) => p.value))];
  const wrapped = `notifier_from_errno(${second === undefined ? only : "..."})`;
  switch (consumers.by) {
    case "ignored":
      return "Log the error and return NOTIFY_DONE";
    case "equality":
      return consumers.uses[0]?.use === "eq_BAD"
        ? "Return NOTIFY_BAD to veto, or NOTIFY_DONE"
        : `Return NOTIFY_DONE, or ${wrapped} if the walk shall end here`;
    default:
      return `Return ${wrapped}`;
  }
}

function consumerPlaces({ by, uses }: Consumers): RelatedPlace[] {
  const what =
    by === "ignored" ? "ignores the result" : by === "to_errno" ? "decodes the result" : "uses the result";
  return uses.slice(0, 5).map((use) => related(use, `${called(use.function)} ${what} here`));
}

/** The event, this callback's errno, and the first that is not called any more. */
function witnessOf(
  chain: Chain,
  callback: Callback,
  later: readonly Callback[],
  raw: RawReturn,
  kernelVersion: string | null,
): object | null {
  const [path] = raw.raw;
  const next = later.find((c) => c.paths.length > 0);
  const nextPath = next?.paths[0];
  if (!path) return null;
  const parts = [{ callback, path }, ...(next && nextPath ? [{ callback: next, path: nextPath }] : [])];
  const shown = demonstrate(chain, kernelVersion, parts, path.event);
  const call = shown?.call;
  const cut = call && "result" in call && call.stoppedBy === shown.names[0] && call.errno === 0;
  return cut ? shown.scenario : null;
}

function fixOf(raw: RawReturn, { by, uses }: Consumers): Fix | null {
  const [path] = raw.all;
  const expression = path ? returnedExpression(path) : null;
  // One statement for errnos and for values of a chain: wrapping it would wrap those too.
  if (!path || expression === null || !raw.all.every((p) => isRawErrno(p.value) || p.value === "0"))
    return null;
  const instead =
    by === "ignored" ? "NOTIFY_DONE" : by === "equality" && uses[0]?.use === "eq_BAD" ? "NOTIFY_BAD" : null;
  if (instead === null) {
    const title = "Wrap the errno in notifier_from_errno()";
    return rewriteReturn(path, `notifier_from_errno(${expression})`, {
      title,
      safety: by === "to_errno" ? "safe" : "suggestion",
    });
  }
  // A call must still be made; a 0 beside the errno must not become a veto.
  const plain =
    /^\(?-?\w+\)?$/.test(expression) && (instead === "NOTIFY_DONE" || raw.all.length === raw.raw.length);
  return plain ? rewriteReturn(path, instead, { title: `Return ${instead}`, safety: "suggestion" }) : null;
}

const CHAIN = `//- /drivers/base/memory.c
static BLOCKING_NOTIFIER_HEAD(memory_chain);

int register_memory_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&memory_chain, nb);
}

int memory_online(struct memory_notify *range)
{
	int ret = blocking_notifier_call_chain(&memory_chain, MEM_GOING_ONLINE, range);

	return notifier_to_errno(ret);
}
`;

const example = (answer: string): string => `${CHAIN}//- /mm/page_tags.c
static int page_tags_event(struct notifier_block *nb, unsigned long event, void *data)
{
	struct memory_notify *range = data;

	if (event != MEM_GOING_ONLINE)
		return NOTIFY_DONE;

	tags = vzalloc(range->nr_pages);
	if (!tags)
		return ${answer};

	return NOTIFY_OK;
}

static struct notifier_block page_tags_nb = {
	.notifier_call = page_tags_event,
};

static int __init page_tags_init(void)
{
	return register_memory_notifier(&page_tags_nb);
}
`;

const docs: RuleDocs = {
  summary: "A callback returns a negative errno as it is instead of `notifier_from_errno(-E…)`.",
  reports:
    "A return statement of a notifier callback that can return a negative errno constant, directly, through a local " +
    "variable, or from a function of the same file. One finding for each return, with the chain, the event, the " +
    "callbacks that are no longer called, and what the callers make of the result. Errnos that a function of another " +
    "file returns are not known here and not reported. On a known chain the finding carries the scenario of the walk " +
    "that is cut short.",
  why:
    "A walk ends when bit 15 of a callback's answer is set, and in 32-bit arithmetic it is set in every number from " +
    "-1 to -4095. So nobody behind this callback is told of the event. And a caller that decodes the result with " +
    "`notifier_to_errno()` gets 0, because what is left without the stop bit is negative: the operation that should " +
    "have failed is carried out. A robust walk even undoes the work of the callbacks before this one and then reports " +
    "success. Where the caller ignores the result, all that happens is that the other callbacks miss the event.",
  bad: example("-ENOMEM"),
  good: example("notifier_from_errno(-ENOMEM)"),
  fixSafety:
    "Where a caller decodes the result with `notifier_to_errno()`, wrapping the returned expression is safe. Where " +
    "nobody reads the result the fix returns `NOTIFY_DONE`, and where a caller compares with `NOTIFY_BAD` it returns " +
    "that: suggestions, because the error should then be logged or the caller changed. There is no fix where one " +
    "return statement returns errnos and NOTIFY_ values alike.",
  whenNotToWorry:
    "Some chains have a convention of their own and want a raw errno: their callers only look whether the number is " +
    "0, or hand it on, and no callback returns a NOTIFY_ value but NOTIFY_DONE. Such chains are recognised and left " +
    "alone when caller and callbacks are in the analysed tree.",
  pastFixes:
    "`NOTIFY_STOP_MASK`, `notifier_from_errno()` and `notifier_to_errno()` in `include/linux/notifier.h`. Fixed " +
    "instances: the conversions of many CPU hotplug callbacks in 2010 (2.6.35), “module: Fix up " +
    "module_notifier return values” (5.10), and reviews of later drivers (nvidia-wmi-ec-backlight 2022).",
};

export const rawErrno: Rule = { id: "raw-errno", severity: "warning", docs, checkChain, checkRest };
