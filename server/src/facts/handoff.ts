/**
 * Whether a statement takes the object behind `data`: frees it, stores it where it outlives the call, or takes a
 * reference. Named heuristic: what a function does is judged by the kernel's naming habits (…_free, list_add…,
 * queue_…, get_…, …_hold), because its body is usually in another file.
 */
import { namesAFree, prints, stores } from "../notifier/naming";
import type { SyntaxNode } from "../syntax/tree";
import type { LocalValues } from "./expressions";
import type { Taken } from "./facts";
import { argumentsOf, bare, calleeName, child, operatorOf, type Source, walk } from "./source";

const REFERENCES = /(?:^|_)get(?:_|$)|_hold$|^(?:kref|refcount|atomic)_(?:get|inc)/;
/** Functions that only look at what they are handed, or lock it. */
const LOOKS =
  /lock|^(?:is|has|test|trace|cmp|to|container)_|_(?:is|has|to|name|id|nr|same|count|state|valid)(?:_|$)|^mem(?:cmp|cpy)$|^str/;
/** Reading accessors that the pattern for references would catch. */
const READS = /^(?:netdev|dev|platform|dev_get|i2c|spi|usb)_get_|_get_(?:drvdata|platdata|name)/;

/** The names in a function that point to the object: `data`, and locals set from it through casts and container_of(). */
export function objectNames(source: Source, data: string, values: LocalValues): ReadonlySet<string> {
  const names = new Set([data]);
  let size = 0;
  while (size !== names.size) {
    size = names.size;
    for (const [name, given] of values) if (given.some((v) => pointsTo(source, v, names))) names.add(name);
  }
  return names;
}

/** Whether an expression is the object itself (not one of its members' values). */
function pointsTo(source: Source, node: SyntaxNode, names: ReadonlySet<string>): boolean {
  const at = bare(node);
  if (at.type === "identifier") return names.has(source.text(at));
  const value = child(at, "value");
  if (at.type === "cast_expression" && value) return pointsTo(source, value, names);
  if (at.type === "call_expression") {
    const callee = calleeName(source, at) ?? "";
    const first = argumentsOf(at)[0];
    return (
      first !== undefined && /^(?:container_of|to_)|_entry$/.test(callee) && pointsTo(source, first, names)
    );
  }
  return false;
}

/** Whether an argument hands the object on: the object, or the address of a member through which it can be found. */
function handsOn(source: Source, node: SyntaxNode, names: ReadonlySet<string>): boolean {
  const at = bare(node);
  if (pointsTo(source, at, names)) return true;
  if (at.type !== "pointer_expression" || operatorOf(source, at) !== "&") return false;
  let inner = child(at, "argument");
  while (inner && (inner.type === "field_expression" || inner.type === "subscript_expression"))
    inner = child(inner, "argument");
  return inner !== null && pointsTo(source, inner, names);
}

/** What one call does with the object. */
export function takenByCall(source: Source, call: SyntaxNode, names: ReadonlySet<string>): Taken {
  const callee = calleeName(source, call);
  if (!callee || !argumentsOf(call).some((a) => handsOn(source, a, names))) return "no";
  if (namesAFree(callee)) return "frees";
  if (stores(callee)) return "keeps";
  if (REFERENCES.test(callee)) return READS.test(callee) ? "no" : "reference";
  const whole = argumentsOf(call).some((a) => pointsTo(source, a, names));
  return whole && !LOOKS.test(callee) && !prints(callee) ? "unknown" : "no";
}

/** What one assignment does with the object: storing it in anything that outlives the call keeps it. */
export function takenByAssignment(
  source: Source,
  assignment: SyntaxNode,
  names: ReadonlySet<string>,
  isLocal: (name: string) => boolean,
  isOnStack: (name: string) => boolean,
): Taken {
  const left = child(assignment, "left");
  const right = child(assignment, "right");
  if (!left || !right || !handsOn(source, right, names)) return "no";
  if (left.type === "identifier") return isLocal(source.text(left)) ? "no" : "keeps";
  let root: SyntaxNode | null = left;
  while (root && root.type !== "identifier") root = child(root, "argument");
  if (!root) return "keeps";
  const name = source.text(root);
  return names.has(name) || isOnStack(name) ? "no" : "keeps";
}

/** What two effects on one path come to. A reference taken and dropped again is nothing taken. */
export function combineTaken(before: Taken, after: Taken): Taken {
  if (after === "no") return before;
  if (before === "no" || before === "unknown") return after;
  if (after === "unknown") return before;
  if (before === "reference" && after === "frees") return "no";
  if (before === "reference" || after === "reference") return "reference";
  return before === "frees" || after === "frees" ? "frees" : "keeps";
}

/**
 * Whether a file frees objects of a type somewhere: then what its callback stores is freed later ("frees"), not kept.
 * `typeOf` tells the type of a name in the function that encloses the call.
 */
export function freesType(
  source: Source,
  body: SyntaxNode,
  type: string,
  typeOf: (name: string) => string | null,
): boolean {
  let found = false;
  walk(body, (node) => {
    if (found || node.type !== "call_expression") return !found;
    const callee = calleeName(source, node);
    if (!callee || !namesAFree(callee)) return true;
    found = argumentsOf(node).some((a) => {
      let at: SyntaxNode | null = bare(a);
      if (at.type === "pointer_expression") at = child(at, "argument");
      if (at?.type === "field_expression") at = child(at, "argument");
      return at?.type === "identifier" && typeOf(source.text(at)) === type;
    });
    return true;
  });
  return found;
}
