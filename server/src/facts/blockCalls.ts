/**
 * What stands around a call that is handed a notifier block: under which conditions it is made, where the block's memory
 * comes from, how the function can fail afterwards. Must not decide whether the call registers anything.
 */
import type { SyntaxNode } from "../syntax/tree";
import { errorExitsAfter, type Undoing } from "./afterwards";
import type { FoundCall } from "./calls";
import { type Configuration, settle } from "./configuration";
import type { FunctionContext } from "./context";
import type { BlockCallFact, CallFact, CleanUpFact, LifeFact } from "./facts";
import type { Keeping } from "./keeping";
import { preconditionsOf } from "./preconditions";
import { argumentsOf, bare, calleeName, child, operatorOf } from "./source";
import { namesCalledIn } from "./undoing";

const LOOPS = new Set(["for_statement", "while_statement", "do_statement"]);

/** Callees after which nothing can leak: they take something away. */
const TAKES_AWAY = /unreg|remove|del(?:ete)?_/i;

/** What the file as a whole tells. */
interface Surroundings {
  readonly undoing: Undoing;
  readonly lifeOf: (context: FunctionContext) => LifeFact;
  readonly cleanUpsOf: (context: FunctionContext) => CleanUpFact;
  readonly configuration: Configuration;
}

/** The calls of one function, those that are handed a block with what stands around them. */
export function aroundCalls(
  context: FunctionContext,
  found: readonly FoundCall[],
  { undoing, lifeOf, cleanUpsOf, configuration }: Surroundings,
  keeping: Keeping,
): readonly CallFact[] {
  if (found.every(({ handed }) => handed === null)) return found.map(({ fact }) => fact);
  const life = lifeOf(context);
  const cleanUps = cleanUpsOf(context);
  // All that is asked of the other functions of the file.
  const called = keeping.of(context, "called", "", () => namesCalledIn(context.source.text(context.fn.body)));
  const undone = called.map((name) => [name, undoing(name)]);
  const key = JSON.stringify([
    life,
    cleanUps,
    undone.filter(([, names]) => names?.length),
    found.map(({ fact }) => fact.place),
  ]);
  const around = keeping.of(context, "around", key, () =>
    found.map(
      ({ fact, handed }): CallFact =>
        handed ? { ...fact, block: { ...blockCallOf(context, handed, undoing), life, cleanUps } } : fact,
    ),
  );
  // What the rest of the file says of the members is asked again each time: few conditions are on such members.
  return around.map((fact) => (fact.block ? { ...fact, block: settle(fact.block, configuration) } : fact));
}

function blockCallOf(
  context: FunctionContext,
  call: SyntaxNode,
  undoing: Undoing,
): Omit<BlockCallFact, "life" | "cleanUps"> {
  const registers = !TAKES_AWAY.test(calleeName(context.source, call) ?? "");
  return {
    member:
      argumentsOf(call)
        .map((argument) => addressed(context, argument))
        .find((text) => text !== null) ?? null,
    allocatedBy:
      argumentsOf(call)
        .map((argument) => maker(context, argument))
        .find((made) => made !== null) ?? null,
    conditions: preconditionsOf(context, call),
    inLoop: isInLoop(context, call),
    errorExits: registers ? errorExitsAfter(context, call, undoing) : [],
  };
}

/** The function whose result an expression starts from: `&chip->nb` with `chip = devm_kzalloc(…)`. */
function maker({ source, values }: FunctionContext, argument: SyntaxNode): string | null {
  let at = bare(argument);
  for (let inner: SyntaxNode | null = at; inner; inner = child(at, "argument")) at = bare(inner);
  if (at.type !== "identifier") return null;
  for (const value of values.get(source.text(at)) ?? []) {
    const made = bare(value);
    const callee = made.type === "call_expression" ? calleeName(source, made) : null;
    if (callee !== null) return callee;
  }
  return null;
}

/** `od->nb` of `&od->nb`. */
function addressed({ source }: FunctionContext, argument: SyntaxNode): string | null {
  const at = bare(argument);
  const inner =
    at.type === "pointer_expression" && operatorOf(source, at) === "&" ? child(at, "argument") : null;
  return inner?.type === "field_expression" ? source.written(inner) : null;
}

function isInLoop({ parents }: FunctionContext, call: SyntaxNode): boolean {
  let inner = call;
  for (let outer = parents.get(call); outer; inner = outer, outer = parents.get(outer))
    if (LOOPS.has(outer.type) && inner.field === "body") return true;
  return false;
}
