/**
 * Which chain an expression means: `&pm_chain_head`, `&policy->notifiers`, `&x.chain`, a parameter. The only place that
 * makes chain ids.
 */
import type { Expression } from "../facts/facts";
import type { Symbols } from "./symbols";
import { lastName } from "./symbols";

/** What a head expression means in its function. */
export type HeadReference =
  | { readonly kind: "chain"; readonly id: string }
  /** The enclosing function's parameter: its callers decide. */
  | { readonly kind: "parameter"; readonly index: number }
  | { readonly kind: "unresolved"; readonly why: string };

/** A global chain's id: the file that defines the head, a colon, the variable. */
export function globalChainId(file: string, name: string): string {
  return `${file}:${name}`;
}

/** Resolves a head expression that stands in `file`. */
export function resolveHead(symbols: Symbols, file: string, expression: Expression): HeadReference {
  const { root, path } = expression;
  if (root.kind === "parameter" && path.length === 0) return { kind: "parameter", index: root.index };
  if (root.kind === "global") {
    const name = [root.name, ...path].join(".");
    const head = symbols.head(file, name) ?? (path.length === 0 ? symbols.head(file, root.name) : null);
    if (head) return { kind: "chain", id: globalChainId(head.file, head.fact.name) };
  }
  const type = "type" in root ? root.type : null;
  const member = type ? memberBehind(symbols, type, path) : null;
  if (member) return { kind: "chain", id: member };
  const last = path.at(-1);
  const alone = last === undefined ? null : symbols.memberHeadByName(last);
  if (alone) return { kind: "chain", id: alone.id };
  return { kind: "unresolved", why: whyNot(expression) };
}

/** Follows member types from a struct to a head: `policy->constraints.notifiers`. */
function memberBehind(symbols: Symbols, type: string, path: readonly string[]): string | null {
  let struct = type;
  for (let i = 0; i < path.length; i++) {
    const rest = path.slice(i).join(".");
    const head = symbols.memberHead(struct, rest);
    if (head) return head.id;
    const next = symbols.memberType(struct, path[i] ?? "");
    if (!next) return null;
    struct = next;
  }
  return null;
}

function whyNot({ root, path, text }: Expression): string {
  const last = path.at(-1);
  if (last !== undefined) return `no struct known here has a chain head '${lastName(last)}', or several have`;
  if (root.kind === "global") return `no chain head '${root.name}' is defined in the tree`;
  if (root.kind === "call") return `the head comes from ${root.callee}()`;
  return `'${text}' cannot be followed to a chain head`;
}
