/**
 * How a node of the tree of chains looks: its icon, what its menu offers, its key. Plain data, so that it can be tested
 * without an editor, which it must not know.
 */
import type { ChainsNode, ChainsNodeKind } from "../../server/src/protocol/protocol";

/** An icon of VS Code's own set; the colour is a name of the theme's. */
export interface NodeIcon {
  readonly id: string;
  readonly color: string | null;
}

const ICONS: Readonly<Record<ChainsNodeKind, string | null>> = {
  root: "root-folder",
  folder: "folder",
  chain: "link",
  findings: "checklist",
  callbacks: "list-ordered",
  events: "symbol-event",
  sites: "broadcast",
  unresolved: "question",
  event: "symbol-event",
  callback: "symbol-method",
  answer: "reply",
  block: "symbol-variable",
  walk: "broadcast",
  use: "eye",
  finding: null,
  note: "info",
};

/** The theme's colours of the Problems view. */
const SEVERITIES = {
  error: { id: "error", color: "problemsErrorIcon.foreground" },
  warning: { id: "warning", color: "problemsWarningIcon.foreground" },
  info: { id: "info", color: "problemsInfoIcon.foreground" },
} as const;

/** A finding has the icon of its severity; whatever holds errors or warnings has the colour of the worst. */
export function iconOf({ kind, severity }: Pick<ChainsNode, "kind" | "severity">): NodeIcon | null {
  const id = ICONS[kind];
  const worst = severity === null ? null : SEVERITIES[severity];
  if (id === null) return worst;
  return { id, color: severity === "info" ? null : (worst?.color ?? null) };
}

/** What the menus ask for: words, each between blanks. */
export function contextOf(node: ChainsNode): string {
  const words = [
    node.kind,
    ...(node.simulation === null ? [] : ["simulation"]),
    ...(node.registration === null ? [] : ["registration"]),
    ...(node.copies === null ? [] : ["name"]),
  ];
  return ` ${words.join(" ")} `;
}

/** Unique in the whole tree, and the same after an edit. */
export function keyOf({ root, id }: Pick<ChainsNode, "root" | "id">): string {
  return `${root}\n${id}`;
}
