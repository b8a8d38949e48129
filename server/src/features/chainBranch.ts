/**
 * What a node of the tree of chains is, and the nodes that stand in more than one place of it. Must not know the order
 * of the tree.
 */
import type { FilePlace, Finding, Severity } from "../base/finding";
import type { Callback, Chain, RegistrationSite, Unresolved } from "../model/model";
import type { PlaceWriter } from "./context";
import { code } from "./markdown";
import type { Simulation } from "./simulations";

type NodeKind =
  | "folder"
  | "chain"
  | "findings"
  | "callbacks"
  | "events"
  | "sites"
  | "unresolved"
  | "event"
  | "callback"
  | "answer"
  | "block"
  | "walk"
  | "use"
  | "finding"
  | "note";

/** A node as plain data. */
export interface TreeNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  readonly description: string;
  /** The worst finding on it or below it. */
  readonly severity: Severity | null;
  readonly hasChildren: boolean;
  /** Whether it is unfolded from the start. */
  readonly isExpanded: boolean;
  /** Where a click leads. */
  readonly place: FilePlace | null;
  /** Where a callback's block is registered. */
  readonly registration: RegistrationSite | null;
  readonly simulation: Simulation | null;
  /** The name that is worth copying. */
  readonly copies: string | null;
}

/** A node with what is asked for later. */
export interface Branch {
  readonly node: TreeNode;
  children(): readonly Branch[];
  /** Markdown. */
  tooltip(at: PlaceWriter): string;
}

const PLAIN: Omit<TreeNode, "id" | "kind" | "label"> = {
  ...{ description: "", severity: null, hasChildren: false, isExpanded: false },
  ...{ place: null, registration: null, simulation: null, copies: null },
};

export function nodeOf(given: Pick<TreeNode, "id" | "kind" | "label"> & Partial<TreeNode>): TreeNode {
  return { ...PLAIN, ...given };
}

/** A node with nothing below it. */
export function leaf(
  given: Pick<TreeNode, "id" | "kind" | "label"> & Partial<TreeNode>,
  tooltip: (at: PlaceWriter) => string = () => "",
): Branch {
  return { node: nodeOf(given), children: () => [], tooltip };
}

export function chainKey(chain: Pick<Chain, "id">): string {
  return `chain\t${chain.id}`;
}

/** Gives each thing a key of its own: the second of the same name is told apart by its number. */
export function keyed<T>(things: readonly T[], keyOf: (thing: T) => string): { key: string; thing: T }[] {
  const seen = new Map<string, number>();
  return things.map((thing) => {
    const name = keyOf(thing);
    const n = (seen.get(name) ?? 0) + 1;
    seen.set(name, n);
    return { key: n === 1 ? name : `${name}#${n}`, thing };
  });
}

/** A finding; its line is no part of its id, because typing above it moves it. */
export function foundBranches(parent: string, findings: readonly Finding[]): Branch[] {
  return keyed(findings, (f) => `${f.rule} ${f.file}`).map(({ key, thing }) => {
    const { rule, severity, message, file, line, column, endLine, endColumn } = thing;
    const place = { file, line, column, endLine, endColumn };
    const related = (at: PlaceWriter): string =>
      thing.related.map((r) => `- ${at(r)}: ${r.message}`).join("\n");
    return leaf(
      {
        ...{ id: `${parent}\t${key}`, kind: "finding", label: rule, description: message },
        ...{ severity, place },
      },
      (at) => [`**${rule}** ${at(place)}`, message, related(at)].filter((part) => part !== "").join("\n\n"),
    );
  });
}

/** What could not be placed, with the reason. */
export function lostBranches(parent: string, unresolved: readonly Unresolved[]): Branch[] {
  return keyed(unresolved, (u) => `${u.kind} ${u.name} ${u.file}`).map(({ key, thing }) => {
    const { kind, name, why, file, line, column, endLine, endColumn } = thing;
    const what = { callback: "callback", registration: "registration", callSite: "call" }[kind];
    return leaf(
      {
        ...{ id: `${parent}\t${key}`, kind: "note", label: `${name}()`, description: `${what}: ${why}` },
        ...{ place: { file, line, column, endLine, endColumn }, copies: name },
      },
      (at) => `${code(`${name}()`)} (${what}, ${at({ file, line })}): ${why}.`,
    );
  });
}

/** A callback in one block: the same however the list is ordered. */
export function callbackKey({ file, function: name, block }: Callback): string {
  return `${file} ${name} ${block}`;
}

/** Markdown's marks of code mean nothing in a label. */
export function withoutCode(text: string): string {
  return text.replaceAll("`", "");
}
