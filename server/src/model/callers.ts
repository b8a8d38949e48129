/**
 * The callers of a chain: every call site of a walk, and where its result is finally consumed, followed through
 * wrappers that return or convert it.
 */
import type { CallFact, Expression, Use, UseFact } from "../facts/facts";
import { placeIn } from "./blocks";
import { callsThroughParameters } from "./handedFunctions";
import { consumes, type Handed, RAW, testText, through } from "./handing";
import type { CallSite, EffectiveUse } from "./model";
import { isNull, type Operand, type PerformedOperation, type WalkOperation } from "./operations";
import { callsThroughTables } from "./pointers";
import type { Defined, Symbols } from "./symbols";

/** An operand of which nothing is known. */
const UNKNOWN: Operand = {
  kind: "expression",
  expression: { text: "", root: { kind: "unknown" }, path: [] },
  file: "",
  function: "",
  viaMember: false,
};

/** Results are followed through this many returning functions. */
const DEPTH = 6;

/** From the strongest statement about a result to the weakest: what a call site's one word is chosen by. */
const STRENGTH: readonly Use[] = [
  "to_errno",
  "stop_mask",
  "eq_BAD",
  "eq_STOP",
  "eq_OK",
  "nonzero",
  "returned",
  "other",
  "ignored",
];

/** The event an operand stands for: a constant's text, or "param". */
function eventText(operand: Operand | null): string {
  if (operand?.kind !== "expression") return "param";
  const { root, path } = operand.expression;
  return root.kind === "constant" && path.length === 0 ? root.text : "param";
}

/** One word for what a call site does with the result. */
function mainUse(uses: readonly UseFact[]): Use {
  return STRENGTH.find((s) => uses.some((u) => u.use === s)) ?? "ignored";
}

/** Builds the call site of a walk. */
export function callSite(symbols: Symbols, performed: PerformedOperation, walk: WalkOperation): CallSite {
  const { call, primitive, received } = performed;
  const event = eventText(walk.event);
  const { handed, keptBy } = received;
  const ends = handed
    ? endsOf(symbols, call, { event: walk.event, data: walk.data, told: event, handed })
    : keptBy
      ? endsOf(symbols, keptBy.call, { event: walk.event, told: event, ...keptBy })
      : NO_ENDS;
  return {
    ...placeIn(call.file, call.fact.place),
    function: call.fact.function,
    event,
    undoEvent: walk.undoEvent && eventText(walk.undoEvent),
    robust: walk.robust,
    replay: false,
    through: primitive ? null : call.fact.callee,
    locks: walk.locks,
    use: handed ? converted(mainUse(call.fact.uses), handed) : strongest(ends.effectiveUse),
    ...ends,
    points: walk.points ?? (walk.data?.kind === "parameter" ? "param" : null),
  };
}

/** Builds the call site of a replay: a direct call of a block's function. */
export function replaySite(symbols: Symbols, call: Defined<CallFact>, told: string): CallSite {
  const [, event, data] = call.fact.arguments.map((a) => asOperand(a, call.fact.function));
  const journey = { event: event ?? UNKNOWN, data: data ?? null, told, handed: RAW };
  return {
    ...placeIn(call.file, call.fact.place),
    ...{
      function: call.fact.function,
      event: told,
      undoEvent: null,
      robust: false,
      replay: true,
      through: null,
    },
    locks: call.fact.locks ?? [],
    use: mainUse(call.fact.uses),
    ...endsOf(symbols, call, journey),
    points: pointsOf(call.fact.arguments[2]),
  };
}

function pointsOf(argument: Expression | undefined): string | null {
  return argument ? (isNull(argument) ? "NULL" : (argument.pointee ?? null)) : null;
}

/** A caller's word for a result that was converted or tested before it came. */
function converted(use: Use, handed: Handed): Use {
  if (use === "ignored" || use === "returned") return use;
  return wordOf(handed) ?? use;
}

/** The word for what was done with a result on the way; null where nothing was. */
function wordOf({ test, errno }: Handed): Use | null {
  return test?.use ?? (errno ? "to_errno" : null);
}

function strongest(uses: readonly EffectiveUse[]): Use {
  return STRENGTH.find((s) => uses.some((u) => u.use === s)) ?? "ignored";
}

/** What is known of a result on its way to its consumer, as the function that encloses the call at hand sees it. */
interface Journey {
  readonly event: Operand;
  readonly data: Operand | null;
  /** The event once it is a constant, else "param". */
  readonly told: string;
  readonly handed: Handed;
  /** The calls that handed over the function that it comes from: there it goes on. */
  readonly back?: readonly Defined<CallFact>[];
}

/** Where the result of a walk ends. */
type Ends = Pick<CallSite, "effectiveUse" | "handedOut">;

const NO_ENDS: Ends = { effectiveUse: [], handedOut: [] };

/** Where the result of a call ends: each place once for each use and event. */
function endsOf(symbols: Symbols, call: Defined<CallFact>, journey: Journey): Ends {
  const search: Search = { symbols, consumed: new Map(), handedOut: new Map() };
  findConsumers(search, call, journey, []);
  return { effectiveUse: [...search.consumed.values()], handedOut: [...search.handedOut.values()] };
}

/** Ends by place, use and event: the ways there are many more than the ends. */
type Found = Map<string, EffectiveUse>;

interface Search {
  readonly symbols: Symbols;
  readonly consumed: Found;
  readonly handedOut: Found;
}

/** @param way the functions that have handed the result on so far, as {@link enclosing} tells them */
function findConsumers(
  search: Search,
  call: Defined<CallFact>,
  journey: Journey,
  way: readonly string[],
): void {
  const { uses } = call.fact;
  for (const use of uses) if (!use.returnedAs) addUse(search, call, use, journey);
  // A function that comes round to itself hands its result to nobody new.
  if (consumes(uses) || way.includes(enclosing(call))) return;
  const next = [...way, enclosing(call)];
  const callers = way.length < DEPTH ? callersOf(search.symbols, call, journey) : [];
  const ends = callers.every((caller) => next.includes(enclosing(caller.call)));
  for (const use of uses) {
    if (!use.returnedAs) continue;
    if (ends) addUse(search, call, use, journey, isDecided(uses, use, journey) ? "handedOut" : "consumed");
    for (const caller of callers) findConsumers(search, caller.call, onwards(caller, use, journey), next);
  }
}

/** The function that encloses a call. */
function enclosing({ file, fact }: Defined<CallFact>): string {
  return `${file}:${fact.function}`;
}

/** Whether more than the log depends on a raw result where it is returned: then that is not where it is consumed. */
function isDecided(uses: readonly UseFact[], returned: UseFact, journey: Journey): boolean {
  if (usedAs(returned, journey) !== "returned") return false;
  return uses.some((use) => !use.returnedAs && use.use !== "ignored" && use.arm !== "logs");
}

/** Adds a use, unless the same was found on another way. */
function addUse(
  search: Search,
  call: Defined<CallFact>,
  use: UseFact,
  journey: Journey,
  as: "consumed" | "handedOut" = "consumed",
): void {
  const { line, column } = use.place;
  const key = `${call.file}:${line}:${column} ${usedAs(use, journey)} ${journey.told}`;
  const found = search[as];
  if (!found.has(key)) found.set(key, effective(search.symbols, call, use, journey));
}

function usedAs(use: UseFact, { handed }: Journey): Use {
  return use.use === "ignored" ? "ignored" : (wordOf(handed) ?? use.use);
}

/** A call of the function that encloses another one, and where a result goes from there. */
type Caller = Pick<Journey, "back"> & { readonly call: Defined<CallFact> };

/** The calls of the function that encloses a call, by which a result can go on. */
function callersOf(symbols: Symbols, { file, fact }: Defined<CallFact>, { back }: Journey): Caller[] {
  const [innermost, ...outer] = back ?? [];
  if (innermost) return [{ call: innermost, back: outer }];
  const name = fact.function;
  const direct = symbols.calls.get(name).filter((c) => symbols.functions(c.file, name)[0]?.file === file);
  return [
    ...[...direct, ...callsThroughTables(symbols, file, name)].map((call) => ({ call })),
    ...callsThroughParameters(symbols, file, name),
  ];
}

function onwards({ call: { fact: caller }, back }: Caller, use: UseFact, journey: Journey): Journey {
  const operand = (o: Operand): Operand => {
    const expression = o.kind === "parameter" ? caller.arguments[o.index] : undefined;
    return expression ? asOperand(expression, caller.function) : o;
  };
  const event = operand(journey.event);
  return {
    event,
    data: journey.data && operand(journey.data),
    told: journey.told === "param" ? eventText(event) : journey.told,
    handed: through(journey.handed, use),
    ...(back ? { back } : {}),
  };
}

function asOperand(expression: Expression, fn: string): Operand {
  const { root, path } = expression;
  if (root.kind === "parameter" && path.length === 0)
    return { kind: "parameter", index: root.index, path, type: null };
  return { kind: "expression", expression, file: "", function: fn, viaMember: false };
}

function effective(symbols: Symbols, call: Defined<CallFact>, use: UseFact, journey: Journey): EffectiveUse {
  const { handed, data, told } = journey;
  const { line, column, endLine, endColumn } = use.place;
  const arms = { whenTrue: use.whenTrue, whenFalse: use.whenFalse };
  // Made thousands of times: without a spread, which costs ten times as much.
  return {
    file: call.file,
    line,
    column,
    endLine,
    endColumn,
    use: usedAs(use, journey),
    function: call.fact.function,
    event: told,
    alsoReturned: use.returnedAs === null && call.fact.uses.some((u) => u.returnedAs === "result"),
    amongErrnos: use.amongErrnos ?? false,
    arm: use.arm,
    callsOff: use.callsOff,
    test: use.use === "ignored" ? null : (handed.test?.text ?? testText(use)),
    whenTrue: handed.negated ? arms.whenFalse : arms.whenTrue,
    whenFalse: handed.negated ? arms.whenTrue : arms.whenFalse,
    data: dataText(symbols, call, data),
  };
}

/** The object as the function that encloses a call writes it: an expression, or its parameter's name. */
function dataText(symbols: Symbols, { file, fact }: Defined<CallFact>, data: Operand | null): string | null {
  if (data?.kind === "expression") return data.expression.text.replace(/\s+/g, "");
  const fn = symbols.functions(file, fact.function).find((d) => d.file === file);
  return data ? (fn?.fact.parameters[data.index]?.name ?? null) : null;
}
