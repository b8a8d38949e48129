/**
 * Where a callback keeps the object of an event for work that it puts off, without a reference. Follows the object by
 * name through casts and conversions. Must not know on which chain the callback is.
 */
import { COUNTED, DEFERS, TAKES_A_REFERENCE } from "../notifier/contexts";
import type { SyntaxNode } from "../syntax/tree";
import type { FunctionContext } from "./context";
import type { KeptFact } from "./contextFacts";
import { withoutComments } from "./parts";
import { argumentsOf, bare, calleeName, child, walk } from "./source";

/** What a callback keeps; nothing where it takes any reference, or puts nothing off. */
export function keptIn(context: FunctionContext): readonly KeptFact[] {
  const { source, fn, scope } = context;
  const written = source.text(fn.body);
  if (!DEFERS.test(written)) return [];
  const code = withoutComments(written);
  const defers = DEFERS.exec(code)?.[1];
  if (!defers || TAKES_A_REFERENCE.test(code)) return [];
  const objects = objectsOf(context);
  const found: KeptFact[] = [];
  walk(fn.body, (node) => {
    if (node.type !== "assignment_expression") return;
    const left = child(node, "left");
    const right = child(node, "right");
    const name = right?.type === "identifier" ? source.text(right) : "";
    const type = scope.locals.get(name)?.type ?? "";
    if (left?.type !== "field_expression" || !objects.has(name) || !COUNTED.has(type)) return;
    if (objects.has(rootName(context, left))) return;
    found.push({ place: source.place(node), member: source.written(left), type, defers });
  });
  return found;
}

function rootName({ source }: FunctionContext, node: SyntaxNode): string {
  let at = bare(node);
  for (let inner: SyntaxNode | null = at; inner; inner = child(at, "argument")) at = bare(inner);
  return source.text(at);
}

/** The names of a callback that come from its third parameter. */
function objectsOf(context: FunctionContext): ReadonlySet<string> {
  const data = context.fn.parameters[2]?.name;
  const objects = new Set(data ? [data] : []);
  let size = 0;
  while (size !== objects.size) {
    size = objects.size;
    for (const [name, values] of context.values)
      if (values.some((value) => comesFrom(context, value, objects))) objects.add(name);
  }
  return objects;
}

function comesFrom(context: FunctionContext, node: SyntaxNode, objects: ReadonlySet<string>): boolean {
  const at = bare(node);
  if (at.type === "identifier") return objects.has(context.source.text(at));
  if (at.type === "cast_expression" || at.type === "field_expression") {
    const inner = child(at, "value") ?? child(at, "argument");
    return inner !== null && comesFrom(context, inner, objects);
  }
  if (at.type !== "call_expression") return false;
  const callee = calleeName(context.source, at) ?? "";
  const [first] = argumentsOf(at);
  return first !== undefined && /_to_|^to_|^container_of$/.test(callee) && comesFrom(context, first, objects);
}
