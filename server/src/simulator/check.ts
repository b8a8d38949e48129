/**
 * Everything about a scenario that its shape cannot say: names that must exist, values that must be spellable,
 * functions that the kernel must have. Reads a document that may be wrong in any way and reports what it can still
 * judge, so that one pass names every mistake; what has the wrong shape is left to the schema in scenario/.
 */
import type { ChainType } from "../notifier/kernelApi";
import { SPELLINGS } from "../notifier/spelling";
import { ANY_EVENT, eventOf, readValue } from "./choice";
import { CLAIM_TESTS, parseClaim } from "./handoff";
import { type KernelRules, kernelRules, NEWEST_KERNEL } from "./kernel";
import { jsonPath, type Segment } from "./path";
import type { Mistake } from "./types";

/** The operations of a program, by the field that names them. */
export const OPERATIONS = ["register", "registerUniquePrio", "unregister", "call", "callRobust"] as const;

/** A longer walk can only go round a cycle, and would list every call it makes. */
export const MOST_TO_CALL = 100_000;

type Fields = Readonly<Record<string, unknown>>;

/** An object's own fields; those of anything else are none. */
function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function names(values: readonly unknown[]): (string | undefined)[] {
  return values.map((value) => {
    const { name } = fields(value);
    return typeof name === "string" ? name : undefined;
  });
}

/** `a, b, c` for a message, cut where a line would become unreadable. */
function enumerate(items: readonly string[]): string {
  const shown = items.slice(0, 10).join(", ").replace(/\s+/g, " ");
  return items.length > 10 ? `${shown}, … (${items.length} in all)` : shown || "none";
}

/** A message that a document's own text has made too long, without its middle: what is allowed stands at its end. */
function cut(message: string): string {
  return message.length > 500 ? `${message.slice(0, 200)} … ${message.slice(-250)}` : message;
}

function isChainType(value: unknown): value is ChainType {
  return value === "atomic" || value === "blocking" || value === "raw" || value === "srcu";
}

/** The document as far as it can be read, and where mistakes go. */
interface Review {
  readonly document: Fields;
  readonly kernel: KernelRules;
  readonly several: boolean;
  /** Type by name; undefined for a type that is none. */
  readonly chains: ReadonlyMap<string, ChainType | undefined>;
  /** Null where the document has no list of callbacks to name them. */
  readonly callbacks: ReadonlySet<string> | null;
  report(message: string, ...path: readonly Segment[]): void;
}

function chainsOf(document: Fields): Map<string, ChainType | undefined> {
  const all = document.chains === undefined ? [document.chain] : list(document.chains);
  const found = new Map<string, ChainType | undefined>();
  for (const [index, name] of names(all).entries()) {
    const { type } = fields(all[index]);
    if (name !== undefined && !found.has(name)) found.set(name, isChainType(type) ? type : undefined);
  }
  return found;
}

function reviewOf(document: Fields, mistakes: Mistake[]): Review {
  const named = typeof document.kernel === "string" ? document.kernel : NEWEST_KERNEL;
  const rules = kernelRules(named) ?? kernelRules();
  if (rules === null) throw new Error("the newest kernel has rules");
  return {
    document,
    kernel: rules,
    several: document.chains !== undefined,
    chains: chainsOf(document),
    callbacks: Array.isArray(document.callbacks)
      ? new Set(names(document.callbacks).filter((name) => name !== undefined))
      : null,
    report: (message, ...path) => mistakes.push({ path: jsonPath(...path), message: cut(message) }),
  };
}

function checkKernel({ document, report }: Review): void {
  const { kernel } = document;
  if (typeof kernel === "string" && kernelRules(kernel) === null)
    report(
      `${JSON.stringify(kernel)} is no kernel version; allowed: major.minor and more, such as "6.1" or "4.19.88"`,
      "kernel",
    );
}

function checkUnique(review: Review, values: readonly unknown[], ...path: readonly Segment[]): void {
  const firsts = new Map<string, number>();
  for (const [index, name] of names(values).entries()) {
    if (name === undefined) continue;
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, index);
    else
      review.report(
        `${JSON.stringify(name)} is the name of ${path.join(".")}[${first}] too; names must differ`,
        ...path,
        index,
        "name",
      );
  }
}

function checkChains(review: Review): void {
  const { document, report } = review;
  if (document.chain !== undefined && document.chains !== undefined)
    report(
      `stands beside "chain"; allowed: "chain" for one chain or "chains" for several, not both`,
      "chains",
    );
  if (document.chain === undefined && document.chains === undefined)
    report(`is missing; allowed: "chain": {name, type}, or "chains" for several`, "chain");
  checkUnique(review, list(document.chains), "chains");
}

function checkValue(review: Review, value: unknown, ...path: readonly Segment[]): void {
  if (typeof value !== "string") return;
  const spelled = readValue(value, review.kernel.fromErrno);
  if (spelled.kind === "mistake")
    review.report(
      `${JSON.stringify(value)} is no return value: ${spelled.reason}; allowed: ${SPELLINGS}`,
      ...path,
    );
}

function checkReturns(review: Review, returns: Fields, ...path: readonly Segment[]): void {
  const events = new Map<unknown, string>();
  for (const [event, choice] of Object.entries(returns)) {
    // A key that JavaScript does not keep: the schema's reader would drop it without a word.
    if (event === "__proto__") review.report("is no event; allowed: any other name", ...path, event);
    const twin = events.get(eventOf(event));
    if (twin !== undefined)
      review.report(`is the event ${JSON.stringify(twin)} again; allowed: each event once`, ...path, event);
    events.set(eventOf(event), event);
    if (Array.isArray(choice) && choice.length === 0)
      review.report("lists no value; allowed: one value or more", ...path, event);
    checkValue(review, choice, ...path, event);
    for (const [index, value] of list(choice).entries()) checkValue(review, value, ...path, event, index);
  }
}

function checkCallbacks(review: Review): void {
  const callbacks = list(review.document.callbacks);
  checkUnique(review, callbacks, "callbacks");
  for (const [index, callback] of callbacks.entries()) {
    const { returns, takes, handoff } = fields(callback);
    checkReturns(review, fields(returns), "callbacks", index, "returns");
    for (const [place, value] of list(takes).entries())
      checkTaken(review, value, "callbacks", index, "takes", place);
    if (takes !== undefined && handoff === undefined)
      review.report(`needs "handoff" beside it, frees or keeps`, "callbacks", index, "takes");
  }
}

function checkTaken(review: Review, value: unknown, ...path: readonly Segment[]): void {
  checkValue(review, value, ...path);
  if (typeof value === "string" && readValue(value, review.kernel.fromErrno).kind === "unknown")
    review.report(`${JSON.stringify(value)} has no single value; allowed: values that have one`, ...path);
}

/** The chain of an operation by name, or undefined after a mistake was reported. */
function checkOn(review: Review, on: unknown, index: number): string | undefined {
  const { chains, several, report } = review;
  const allowed = enumerate([...chains.keys()]);
  if (on === undefined && several)
    report(`does not say on which chain; allowed: "on" with one of ${allowed}`, "program", index);
  if (typeof on === "string" && chains.size > 0 && !chains.has(on))
    report(`no chain is called ${JSON.stringify(on)}; allowed: ${allowed}`, "program", index, "on");
  if (on === undefined && !several) return [...chains.keys()][0];
  return typeof on === "string" ? on : undefined;
}

function checkUniquePriority(review: Review, chain: string | undefined, index: number): void {
  const type = chain === undefined ? undefined : review.chains.get(chain);
  if (type === undefined || review.kernel.hasUniquePriority(type)) return;
  const missing = `Linux ${review.kernel.version} has no ${type}_notifier_chain_register_unique_prio()`;
  const allowed = "register, or an atomic or blocking chain of 5.19 or later";
  review.report(`${missing}; allowed: ${allowed}`, "program", index, "registerUniquePrio");
}

function checkOperation(review: Review, operation: Fields, index: number): void {
  const { callbacks, report } = review;
  const chain = checkOn(review, operation.on, index);
  for (const field of ["register", "registerUniquePrio", "unregister"]) {
    const name = operation[field];
    if (typeof name === "string" && callbacks !== null && !callbacks.has(name))
      report(
        `no callback is called ${JSON.stringify(name)}; allowed: ${enumerate([...callbacks])}`,
        "program",
        index,
        field,
      );
  }
  if (operation.registerUniquePrio !== undefined) checkUniquePriority(review, chain, index);
  for (const event of [operation.call, ...list(operation.callRobust)])
    if (event === ANY_EVENT) report(`"*" is no event; allowed: an integer or a name`, "program", index);
  const { nrToCall } = operation;
  if (typeof nrToCall === "number" && nrToCall > MOST_TO_CALL)
    report(
      `${nrToCall} is too many; allowed: -1 for all, or 0 to ${MOST_TO_CALL}`,
      "program",
      index,
      "nrToCall",
    );
}

function checkProgram(review: Review): void {
  const { program } = review.document;
  if (program === undefined && review.several)
    review.report("is missing; with several chains a program must say what is registered where", "program");
  for (const [index, operation] of list(program).entries()) checkOperation(review, fields(operation), index);
}

/** Orders can be free only where the program does not tell them apart: everybody is registered once, before any call. */
function checkOrder({ document, several, callbacks, report }: Review): void {
  if (document.order === undefined) return;
  const names = list(document.program).flatMap((operation) => {
    const { register, priority } = fields(operation);
    return typeof register === "string" && priority === undefined ? register : [];
  });
  const first = list(document.program).findIndex((operation) => fields(operation).register === undefined);
  const plain = first < 0 || list(document.program).slice(first).every(isUnlimitedCall);
  const once = new Set(names).size === names.length && names.length === (callbacks?.size ?? names.length);
  if (several || !plain || !once)
    report(
      "leaves the order open; allowed: beside a program for one chain that registers every callback once and then only calls, without nrToCall",
      "order",
    );
}

function isUnlimitedCall(operation: unknown): boolean {
  const { call, callRobust, nrToCall } = fields(operation);
  const limited = typeof nrToCall === "number" && nrToCall >= 0;
  return (call !== undefined && !limited) || callRobust !== undefined;
}

function checkHandoff({ document, report }: Review): void {
  const { claim } = fields(document.handoff);
  if (typeof claim !== "string") return;
  const test = parseClaim(claim);
  if ("reason" in test) report(`is no test: ${test.reason}; allowed: ${CLAIM_TESTS}`, "handoff", "claim");
}

/**
 * Finds the mistakes of a scenario that are not mistakes of shape.
 * @param document a scenario, or anything that was meant to be one.
 */
export function checkScenario(document: unknown): Mistake[] {
  const mistakes: Mistake[] = [];
  const review = reviewOf(fields(document), mistakes);
  checkKernel(review);
  checkChains(review);
  checkCallbacks(review);
  checkProgram(review);
  checkOrder(review);
  checkHandoff(review);
  return mistakes;
}
