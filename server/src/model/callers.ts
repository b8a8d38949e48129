/**
 * The callers of a chain: every call site of a walk, and where its result is finally consumed, followed through
 * wrappers that return or convert it.
 */
import type { CallFact, Expression, Use, UseFact } from "../facts/facts";
import { placeIn } from "./blocks";
import type { CallSite, EffectiveUse } from "./model";
import type { Operand, PerformedOperation, WalkOperation } from "./operations";
import type { Defined, Symbols } from "./symbols";

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
export function eventText(operand: Operand | null): string {
  if (operand?.kind !== "expression") return "param";
  const { root, path } = operand.expression;
  return root.kind === "constant" && path.length === 0 ? root.text : "param";
}

/** One word for what a call site does with the result. */
export function mainUse(uses: readonly UseFact[]): Use {
  return STRENGTH.find((s) => uses.some((u) => u.use === s)) ?? "ignored";
}

/** Builds the call site of a walk. */
export function callSite(
  symbols: Symbols,
  { call, primitive }: PerformedOperation,
  walk: WalkOperation,
): CallSite {
  const event = eventText(walk.event);
  return {
    ...placeIn(call.file, call.fact.place),
    function: call.fact.function,
    event,
    undoEvent: walk.undoEvent && eventText(walk.undoEvent),
    robust: walk.robust,
    through: primitive ? null : call.fact.callee,
    use: mainUse(call.fact.uses),
    effectiveUse: consumers(symbols, call, { walk, event, test: null, errno: false, negated: false }, 0),
  };
}

/** What is known of a result on its way to its consumer. */
interface Journey {
  readonly walk: Pick<WalkOperation, "event" | "data">;
  readonly event: string;
  /** A test that a wrapper made and whose truth it returns. */
  readonly test: { readonly use: Use; readonly text: string } | null;
  readonly errno: boolean;
  readonly negated: boolean;
}

function testText(use: UseFact): string | null {
  return use.test ? `${use.test.operator} ${use.test.value}` : null;
}

function consumers(symbols: Symbols, call: Defined<CallFact>, journey: Journey, depth: number): EffectiveUse[] {
  const { fact } = call;
  const consumed = fact.uses.filter((u) => !u.returnedAs);
  // A function that tests the result itself has consumed it, even if it goes on to return it.
  if (consumed.some((u) => u.use !== "ignored" && u.use !== "other"))
    return consumed.map((u) => effective(symbols, call, u, journey));
  const found: EffectiveUse[] = consumed.map((u) => effective(symbols, call, u, journey));
  for (const use of fact.uses) if (use.returnedAs) found.push(...through(symbols, call, use, journey, depth));
  return unique(found);
}

function through(
  symbols: Symbols,
  call: Defined<CallFact>,
  use: UseFact,
  journey: Journey,
  depth: number,
): EffectiveUse[] {
  const callers = depth < DEPTH ? callersOf(symbols, call) : [];
  if (callers.length === 0) return [effective(symbols, call, use, journey)];
  return callers.flatMap((caller) =>
    consumers(symbols, caller, onwards(caller.fact, use, journey), depth + 1),
  );
}

/** The calls of the function that encloses a call. */
function callersOf(symbols: Symbols, { file, fact }: Defined<CallFact>): Defined<CallFact>[] {
  const calls = symbols.calls.get(fact.function) ?? [];
  return calls.filter((c) => symbols.functions(c.file, fact.function)[0]?.file === file);
}

function onwards(caller: CallFact, use: UseFact, journey: Journey): Journey {
  const operand = (o: Operand | null): Operand | null => {
    const expression = o?.kind === "parameter" ? caller.arguments[o.index] : undefined;
    if (!expression) return o;
    return asOperand(expression, caller.function);
  };
  const event = operand(journey.walk.event);
  const tested = use.returnedAs === "test" ? { use: use.use, text: testText(use) ?? "!= 0" } : null;
  return {
    walk: { event: event ?? journey.walk.event, data: operand(journey.walk.data) },
    event: journey.event === "param" ? eventText(event) : journey.event,
    test: journey.test ?? tested,
    errno: journey.errno || use.returnedAs === "errno",
    negated: journey.negated !== (use.returnedAs === "test" && use.negated),
  };
}

function asOperand(expression: Expression, fn: string): Operand {
  const { root, path } = expression;
  if (root.kind === "parameter" && path.length === 0) return { kind: "parameter", index: root.index, path };
  return { kind: "expression", expression, file: "", function: fn };
}

function effective(symbols: Symbols, call: Defined<CallFact>, use: UseFact, journey: Journey): EffectiveUse {
  const ignored = use.use === "ignored";
  const word = ignored ? "ignored" : (journey.test?.use ?? (journey.errno ? "to_errno" : use.use));
  const arms = { whenTrue: use.whenTrue, whenFalse: use.whenFalse };
  return {
    ...placeIn(call.file, use.place),
    use: word,
    function: call.fact.function,
    event: journey.event,
    test: ignored ? null : (journey.test?.text ?? testText(use)),
    whenTrue: journey.negated ? arms.whenFalse : arms.whenTrue,
    whenFalse: journey.negated ? arms.whenTrue : arms.whenFalse,
    data: dataText(symbols, call, journey.walk.data),
  };
}

/** The object as the function that encloses a call writes it: an expression, or its parameter's name. */
function dataText(symbols: Symbols, { file, fact }: Defined<CallFact>, data: Operand | null): string | null {
  if (data?.kind === "expression") return data.expression.text.replace(/\s+/g, "");
  const fn = symbols.functions(file, fact.function).find((d) => d.file === file);
  return data ? (fn?.fact.parameters[data.index]?.name ?? null) : null;
}

function unique(uses: readonly EffectiveUse[]): EffectiveUse[] {
  const seen = new Map<string, EffectiveUse>();
  for (const use of uses) {
    const key = `${use.file}:${use.line}:${use.column} ${use.use} ${use.event}`;
    if (!seen.has(key)) seen.set(key, use);
  }
  return [...seen.values()];
}
