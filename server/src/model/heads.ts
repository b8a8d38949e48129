/**
 * Which chain an expression means: `&pm_chain_head`, `&policy->notifiers`, `&x.chain`, a parameter. The only place that
 * makes chain ids.
 */
import type { Expression, StoreFact } from "../facts/facts";
import type { ChainType } from "../notifier/kernelApi";
import { callsOfFunction } from "./pointers";
import { type Defined, lastName, type Symbols } from "./symbols";

interface Chain {
  readonly kind: "chain";
  readonly id: string;
  readonly type: ChainType;
}

/** What a head expression means in its function. */
export type HeadReference =
  | Chain
  /** The enclosing function's parameter: its callers decide. */
  | { readonly kind: "parameter"; readonly index: number }
  | { readonly kind: "unresolved"; readonly why: string };

/** A global chain's id: the file that defines the head, a colon, the variable. */
export function globalChainId(file: string, name: string): string {
  return `${file}:${name}`;
}

/** Pointers to heads are followed through this many stores and callers. */
const DEPTH = 4;

/**
 * Everything that a head expression in a function can mean: usually one thing. Of several chains behind a pointer those
 * of the primitive's own type are meant.
 */
export function resolveHeads(
  symbols: Symbols,
  file: string,
  fn: string,
  expression: Expression,
  type: ChainType,
): readonly HeadReference[] {
  const { root, path, text } = expression;
  if (root.kind === "parameter" && path.length === 0) return [{ kind: "parameter", index: root.index }];
  // A caller without a chain passes none: nothing is registered there.
  if (root.kind === "constant" && /^(?:NULL|0)$/.test(root.text)) return [];
  const chains = chainsBehind(symbols, file, fn, expression, DEPTH);
  const fitting = chains.filter((c) => c.type === type);
  if (chains.length > 0) return fitting.length > 0 ? fitting : chains;
  return [{ kind: "unresolved", why: whyNot({ root, path, text }) }];
}

function chainsBehind(
  symbols: Symbols,
  file: string,
  fn: string,
  { root, path, near }: Expression,
  depth: number,
): readonly Chain[] {
  if (depth === 0) return [];
  if (root.kind === "global") {
    const name = [root.name, ...path].join(".");
    const head = symbols.head(file, name);
    if (head) return [{ kind: "chain", id: globalChainId(head.file, head.fact.name), type: head.fact.type }];
  }
  if (path.length === 0 && (root.kind === "global" || root.kind === "local"))
    return storedHeads(
      symbols,
      symbols.variableStores(file, root.name, root.kind === "local" ? fn : null),
      depth,
    );
  if (path.length === 0 && root.kind === "parameter")
    return unique(
      callsOfFunction(symbols, file, fn).flatMap((call) => {
        const argument = call.fact.arguments[root.index];
        return argument ? chainsBehind(symbols, call.file, call.fact.function, argument, depth - 1) : [];
      }),
    );
  const type = "type" in root ? root.type : null;
  const member = type ? membersBehind(symbols, type, path, depth) : [];
  if (member.length > 0) return member;
  const nearby = near ? membersBehind(symbols, near.type, near.path, depth) : [];
  if (nearby.length > 0) return nearby;
  const last = path.at(-1);
  const alone = last === undefined ? null : symbols.memberHeadByName(last);
  return alone ? [{ kind: "chain", id: alone.id, type: alone.type }] : [];
}

function storedHeads(
  symbols: Symbols,
  stores: readonly Defined<StoreFact>[],
  depth: number,
): readonly Chain[] {
  return unique(
    stores.flatMap(({ file, fact }) => chainsBehind(symbols, file, fact.function, fact.value, depth - 1)),
  );
}

/**
 * Follows member types from a struct to a head: `policy->constraints.notifiers`. A member that is a pointer means what
 * was stored there; a head that was allocated for it is the member's own.
 */
function membersBehind(
  symbols: Symbols,
  type: string,
  path: readonly string[],
  depth: number,
): readonly Chain[] {
  let struct = type;
  const own = memberBehind(symbols, type, path);
  for (let i = 0; i < path.length; i++) {
    const stores = symbols.stores(struct, path.slice(i).join("."));
    if (stores.length > 0) {
      const each = stores.map((store) => storedHeads(symbols, [store], depth));
      const allocated = own !== null && each.some((chains) => chains.length === 0);
      return unique([...each.flat(), ...(allocated ? [own] : [])]);
    }
    const next = symbols.memberType(struct, path[i] ?? "");
    if (!next) break;
    struct = next;
  }
  return own ? [own] : [];
}

function memberBehind(symbols: Symbols, type: string, path: readonly string[]): Chain | null {
  let struct = type;
  for (let i = 0; i < path.length; i++) {
    const head = symbols.memberHead(struct, path.slice(i).join("."));
    if (head) return { kind: "chain", id: head.id, type: head.type };
    const next = symbols.memberType(struct, path[i] ?? "");
    if (!next) return null;
    struct = next;
  }
  return null;
}

function unique(chains: readonly Chain[]): readonly Chain[] {
  return [...new Map(chains.map((chain) => [chain.id, chain])).values()];
}

function whyNot({ root, path, text }: Expression): string {
  const last = path.at(-1);
  if (last !== undefined) return `no struct known here has a chain head '${lastName(last)}', or several have`;
  if (root.kind === "global") return `no chain head '${root.name}' is defined in the tree`;
  if (root.kind === "call") return `the head comes from ${root.callee}()`;
  return `'${text}' cannot be followed to a chain head`;
}
