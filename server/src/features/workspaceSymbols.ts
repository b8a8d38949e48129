/**
 * Chains and callbacks by name, for an editor's list of symbols. Letters may be left out, as everywhere in editors;
 * what matches best comes first. Must not list anything else: functions are for other servers to find.
 */
import type { FilePlace } from "../base/finding";
import type { FeatureContext } from "./context";
import { nameOf } from "./navigation";
import { members } from "./order";

export interface FoundSymbol extends FilePlace {
  readonly kind: "chain" | "callback";
  readonly name: string;
  /** What it is, or where it belongs: "blocking chain, 12 callbacks", "on pm_chain_head". */
  readonly container: string;
}

/** More than anybody reads, and little enough to be sent at each key. */
const MOST = 200;

/** The symbols whose names hold the letters of a query in order, best first; all chains for an empty one. */
export function symbolsNamed(context: FeatureContext, query: string): FoundSymbol[] {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  const scored = symbolsOf(context, wanted === "").flatMap((symbol) => {
    const score = scoreOf(symbol.name.toLowerCase(), wanted);
    return score === null ? [] : [{ symbol, score }];
  });
  // Equals stay as they come: chains before callbacks.
  scored.sort((a, b) => a.score - b.score);
  return scored.slice(0, MOST).map(({ symbol }) => symbol);
}

function symbolsOf({ model }: FeatureContext, onlyChains: boolean): FoundSymbol[] {
  const chains = model.chains.map((chain): FoundSymbol => {
    const count = members(chain).length;
    const owner = chain.id.startsWith("struct ") ? ` of ${chain.id.slice(0, -chain.name.length - 1)}` : "";
    const container = `${chain.type} chain${owner}, ${count === 1 ? "1 callback" : `${count} callbacks`}`;
    return { kind: "chain", name: chain.name, container, ...placeOf(chain) };
  });
  chains.sort((a, b) => compare(a.name, b.name));
  if (onlyChains) return chains;
  const callbacks = new Map<string, FoundSymbol>();
  for (const chain of model.chains)
    for (const callback of chain.callbacks) {
      const { function: name, file, line } = callback;
      const container = `on ${nameOf(chain)}`;
      callbacks.set(`${file}:${line} ${chain.id}`, {
        kind: "callback",
        name,
        container,
        ...placeOf(callback),
      });
    }
  return [...chains, ...[...callbacks.values()].sort((a, b) => compare(a.name, b.name))];
}

function placeOf({ file, line, column, endLine, endColumn }: FilePlace): FilePlace {
  return { file, line, column, endLine, endColumn };
}

/** How far a name is from a query; 0 for the name itself, null where letters are missing. */
function scoreOf(name: string, query: string): number | null {
  if (name === query) return 0;
  const at = name.indexOf(query);
  if (at === 0) return 1;
  if (at > 0) return /[^a-z0-9]/.test(name[at - 1] ?? "") ? 2 : 3;
  let from = 0;
  for (const letter of query) {
    from = name.indexOf(letter, from) + 1;
    if (from === 0) return null;
  }
  return 4;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
