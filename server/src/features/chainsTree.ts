/**
 * The chains of a tree as an editor's tree view shows them: folders of subsystems, chains, and below a chain what is on
 * it. Every level is made when it is asked for, so a kernel costs no more than what is unfolded. A node's id says the
 * same thing after an edit as before it. Must not know editors; what is below a chain stands in chainNodes.
 */
import { type Finding, SEVERITIES, type Severity } from "../base/finding";
import type { Chain, ChainModel } from "../model/model";
import { type Branch, chainKey, foundBranches, lostBranches, nodeOf, type TreeNode } from "./chainBranch";
import { chainBranches } from "./chainNodes";
import type { PlaceWriter } from "./context";
import { headHover } from "./hoverChain";
import { members } from "./order";
import { folderOf, type Subsystem, subsystemsOf } from "./subsystems";

/** By what chains and folders stand in order: their names, or the most callbacks or the worst findings first. */
type ChainOrder = "name" | "callbacks" | "findings";

/** What of the tree is wanted, and how. */
export interface TreeView {
  /** Only chains of which each of these words names something: id, callback, event, file. Empty for all. */
  readonly filter: string;
  readonly order: ChainOrder;
}

/** What the tree is made of: a model, and the findings about it. */
export interface Judged {
  readonly model: Pick<ChainModel, "chains" | "unresolved">;
  readonly findings: readonly Finding[];
}

export interface ChainsTree {
  /** The nodes below a node, those at the top for null; null where there is no such node (any more). */
  children(id: string | null): readonly TreeNode[] | null;
  /** Markdown about a node; null where there is no such node. */
  tooltip(id: string, at: PlaceWriter): string | null;
  /** The way from the top to a chain, or to a callback on it; null where it is not shown. */
  path(chain: string, callback: string | null): readonly TreeNode[] | null;
  /** How many chains are shown. */
  readonly chains: number;
}

/** The most chains for which the folders are unfolded from the start. */
const FEW = 12;

/** Makes the tree; nothing below the top is made before it is asked for. */
export function chainsTree({ model, findings }: Judged, { filter, order }: TreeView): ChainsTree {
  const byChain = groupedByChain(findings);
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = model.chains.filter((chain) => words.every((word) => names(chain, word)));
  const found = (chain: Chain): readonly Finding[] => byChain.get(chain.id) ?? [];
  const sorted = inOrder(shown, order, found);
  const isExpanded = shown.length <= FEW;

  const chainBranch = (chain: Chain): Branch => {
    const own = found(chain);
    const count = members(chain).length;
    const node = nodeOf({
      ...{
        id: chainKey(chain),
        kind: "chain",
        label: chain.id.startsWith("struct ") ? chain.id : chain.name,
      },
      description: [counted(count, "callback"), ...countsOf(own), chain.type, chain.protocol].join(" · "),
      ...{ severity: worst(own), hasChildren: true, place: chain, copies: chain.name },
      simulation: { chain: chain.id, callback: null },
    });
    return { node, children: () => chainBranches(chain, own), tooltip: (at) => headHover(chain, at) };
  };

  const folderBranch = ({ path, name, folders, chains }: Subsystem): Branch => {
    const all = chainsBelow({ path, name, folders, chains });
    const own = all.flatMap(found);
    const node = nodeOf({
      // Another id while a filter is on: then what was folded before is unfolded, and folded again afterwards.
      ...{ id: `folder\t${path}${words.length > 0 ? "\tfiltered" : ""}`, kind: "folder", label: name },
      description: [counted(all.length, "chain"), ...countsOf(own)].join(" · "),
      ...{ severity: worst(own), hasChildren: true, isExpanded, copies: path },
    });
    const children = (): Branch[] => [...folders.map(folderBranch), ...chains.map(chainBranch)];
    const chainsText = counted(all.length, "notifier chain");
    return { node, children, tooltip: () => [`${path}: ${chainsText}`, ...countsOf(own)].join(", ") };
  };

  const top = (): Branch[] => {
    const { folders, chains } = subsystemsOf(sorted);
    const extra = words.length > 0 ? [] : restOf(byChain.get(null) ?? [], model);
    return [...folders.map(folderBranch), ...chains.map(chainBranch), ...extra];
  };

  const below = (id: string): Branch | null => {
    if (!id.startsWith("chain\t")) return descend(top(), id);
    const chain = sorted.find((c) => id === chainKey(c) || id.startsWith(`${chainKey(c)}\t`));
    return chain ? descend([chainBranch(chain)], id) : null;
  };

  return {
    chains: shown.length,
    children: (id) => {
      const branches = id === null ? top() : (below(id)?.children() ?? null);
      return branches?.map(({ node }) => node) ?? null;
    },
    tooltip: (id, at) => below(id)?.tooltip(at) ?? null,
    path: (id, callback) => {
      const chain = shown.find((c) => c.id === id);
      if (!chain) return null;
      const way = wayTo(top(), chain);
      return way && [...way, ...(callback === null ? [] : wayToCallback(chainBranch(chain), callback))];
    },
  };
}

/** The branch of an id: an id begins with that of what it is below, except below folders. */
function descend(branches: readonly Branch[], id: string): Branch | null {
  for (const branch of branches) {
    if (branch.node.id === id) return branch;
    const { kind } = branch.node;
    if (kind !== "folder" && !id.startsWith(`${branch.node.id}\t`)) continue;
    if (kind === "folder" && !id.startsWith("folder\t")) continue;
    const found = descend(kind === "folder" ? onlyFolders(branch) : branch.children(), id);
    if (found) return found;
  }
  return null;
}

function onlyFolders(branch: Branch): Branch[] {
  return branch.children().filter(({ node }) => node.kind === "folder");
}

function wayTo(branches: readonly Branch[], chain: Chain): TreeNode[] | null {
  for (const branch of branches) {
    if (branch.node.id === chainKey(chain)) return [branch.node];
    if (branch.node.kind !== "folder") continue;
    const rest = wayTo(branch.children(), chain);
    if (rest) return [branch.node, ...rest];
  }
  return null;
}

function wayToCallback(chain: Branch, callback: string): TreeNode[] {
  for (const group of chain.children())
    for (const { node } of group.children())
      if (node.kind === "callback" && node.simulation?.callback === callback) return [group.node, node];
  return [];
}

/** What is about no chain: findings in callbacks that nobody registers, and what could not be placed. */
function restOf(findings: readonly Finding[], { unresolved }: Judged["model"]): Branch[] {
  const rest: Branch[] = [];
  if (findings.length > 0)
    rest.push({
      node: nodeOf({
        ...{ id: "loose", kind: "findings", label: "Findings on no chain", hasChildren: true },
        ...{ description: countsOf(findings).join(" · "), severity: worst(findings) },
      }),
      children: () => foundBranches("loose", findings),
      tooltip: () => "Findings in code whose chain is not known, or that concern no chain.",
    });
  if (unresolved.length > 0)
    rest.push({
      node: nodeOf({
        ...{ id: "unresolved", kind: "unresolved", label: "Not resolved", hasChildren: true },
        description: `${unresolved.length}`,
      }),
      children: () => lostBranches("unresolved", unresolved),
      tooltip: () => "What belongs to a notifier chain and could not be told to which.",
    });
  return rest;
}

function groupedByChain(findings: readonly Finding[]): Map<string | null, Finding[]> {
  const groups = new Map<string | null, Finding[]>();
  for (const finding of findings) {
    const list = groups.get(finding.chain);
    if (list) list.push(finding);
    else groups.set(finding.chain, [finding]);
  }
  return groups;
}

/** Whether a word, in small letters, is part of a name on a chain. */
function names(chain: Chain, word: string): boolean {
  const has = (text: string): boolean => text.toLowerCase().includes(word);
  return (
    has(chain.id) ||
    has(chain.file) ||
    has(folderOf(chain)) ||
    chain.callbacks.some((c) => has(c.function) || has(c.file) || Object.keys(c.returnsByEvent).some(has)) ||
    chain.callSites.some((s) => has(s.function) || has(s.event) || s.effectiveUse.some((u) => has(u.event)))
  );
}

/** Chains are sorted once; folders come in the order of their first chain, except by name. */
function inOrder(
  chains: readonly Chain[],
  order: ChainOrder,
  found: (chain: Chain) => readonly Finding[],
): Chain[] {
  const byName = (a: Chain, b: Chain): number => compare(a.name, b.name) || compare(a.id, b.id);
  if (order === "name") return [...chains].sort((a, b) => compare(folderOf(a), folderOf(b)) || byName(a, b));
  const weight = (chain: Chain): number =>
    order === "callbacks" ? members(chain).length : gravity(found(chain));
  const weights = new Map(chains.map((chain) => [chain, weight(chain)]));
  return [...chains].sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0) || byName(a, b));
}

/** More for one error than for any number of warnings that a chain can have. */
function gravity(findings: readonly Finding[]): number {
  const of = (severity: Severity): number => findings.filter((f) => f.severity === severity).length;
  return of("error") * 1e6 + of("warning") * 1e3 + of("info");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function chainsBelow({ folders, chains }: Subsystem): Chain[] {
  return [...folders.flatMap(chainsBelow), ...chains];
}

function worst(findings: readonly Finding[]): Severity | null {
  return SEVERITIES.find((severity) => findings.some((f) => f.severity === severity)) ?? null;
}

/** "2 errors", "1 warning": what is there, the worst first. */
function countsOf(findings: readonly Finding[]): string[] {
  return SEVERITIES.flatMap((severity) => {
    const n = findings.filter((f) => f.severity === severity).length;
    if (n === 0) return [];
    return severity === "info" ? [`${n} info`] : [counted(n, severity)];
  });
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
