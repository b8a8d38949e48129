/**
 * The chain model as a picture, for Graphviz (`dot`) and Mermaid: who walks a chain, and whom the walk calls, in order.
 * Must not lay out or leave anything away.
 */
import type { Callback, Chain, ChainModel } from "../model/model";

interface GraphNode {
  readonly key: string;
  readonly label: readonly string[];
  readonly shape: "caller" | "head" | "callback";
}

interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

interface ChainGraph {
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Callers point at the head, the head at its first callback, each callback at the next. */
function graphOf(chain: Chain, number: number): ChainGraph {
  const head: GraphNode = {
    key: `c${number}`,
    label: [chain.name, `${chain.type}, ${chain.protocol}`],
    shape: "head",
  };
  const callers = [...new Set(chain.callSites.map((s) => s.function))];
  const callerKey = (name: string): string => `c${number}w${callers.indexOf(name)}`;
  const callbackKey = (place: number): string => (place < 0 ? head.key : `c${number}f${place}`);
  const walks = new Map<string, GraphEdge>();
  for (const site of chain.callSites) {
    const label = `${site.event === "param" ? "event" : site.event} (${site.use})`;
    walks.set(`${site.function} ${label}`, { from: callerKey(site.function), to: head.key, label });
  }
  return {
    title: chain.id,
    nodes: [
      ...callers.map((name): GraphNode => ({ key: callerKey(name), label: [`${name}()`], shape: "caller" })),
      head,
      ...chain.callbacks.map((c, place) => callbackNode(c, callbackKey(place))),
    ],
    edges: [
      ...walks.values(),
      ...chain.callbacks.map((c, i) => ({ from: callbackKey(i - 1), to: callbackKey(i), label: c.priority })),
    ],
  };
}

function callbackNode(callback: Callback, key: string): GraphNode {
  return { key, label: [`${callback.function}()`, callback.returns.join(" or ")], shape: "callback" };
}

const DOT_SHAPES = { caller: "plaintext", head: "box3d", callback: "box" } as const;

const dotText = (lines: readonly string[]): string =>
  `"${lines.map((l) => l.replaceAll("\\", "\\\\").replaceAll('"', '\\"')).join("\\n")}"`;

/** The model in Graphviz's language. */
export function chainsDot(model: ChainModel): string {
  const clusters = model.chains
    .map(graphOf)
    .map(({ title, nodes, edges }, i) => [
      `  subgraph cluster_${i} {`,
      `    label=${dotText([title])};`,
      ...nodes.map((n) => `    ${n.key} [label=${dotText(n.label)}, shape=${DOT_SHAPES[n.shape]}];`),
      ...edges.map((e) => `    ${e.from} -> ${e.to} [label=${dotText([e.label])}];`),
      "  }",
    ]);
  return ["digraph notifier_chains {", "  rankdir=LR;", ...clusters.flat(), "}", ""].join("\n");
}

const MERMAID_SHAPES = { caller: ["(", ")"], head: ["[[", "]]"], callback: ["[", "]"] } as const;

/** Mermaid reads `#` as the start of an entity and the quote as the end of a label. */
const mermaidText = (lines: readonly string[]): string =>
  `"${lines.map((l) => l.replaceAll("#", "#35;").replaceAll('"', "#quot;").replaceAll("<", "#lt;").replaceAll(">", "#gt;")).join("<br>")}"`;

/** The model in Mermaid's language. */
export function chainsMermaid(model: ChainModel): string {
  const graphs = model.chains
    .map(graphOf)
    .map(({ title, nodes, edges }, i) => [
      `  subgraph s${i} [${mermaidText([title])}]`,
      ...nodes.map(
        (n) =>
          `    ${n.key}${MERMAID_SHAPES[n.shape][0]}${mermaidText(n.label)}${MERMAID_SHAPES[n.shape][1]}`,
      ),
      ...edges.map((e) => `    ${e.from} -->|${mermaidText([e.label])}| ${e.to}`),
      "  end",
    ]);
  return ["flowchart LR", ...graphs.flat(), ""].join("\n");
}
