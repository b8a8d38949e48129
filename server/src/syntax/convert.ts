/**
 * Turns the nodes of either parser back end into the project's plain nodes. The structural types below are the part
 * that both packages share, so that this file knows neither of them. It must not keep a parser's node alive longer
 * than its tree, and must not convert what nobody asked for: every step crosses the border to WebAssembly.
 */
import type { SyntaxNode, SyntaxTree, TopLevelItem } from "./tree";

/** What a tree cursor of web-tree-sitter and of tree-sitter have in common. */
interface BackEndCursor {
  readonly nodeType: string;
  readonly nodeIsNamed: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  /** web-tree-sitter says null where there is none, the native package undefined. */
  readonly currentFieldName: string | null | undefined;
  gotoFirstChild(): boolean;
  gotoNextSibling(): boolean;
  gotoParent(): boolean;
  /** Only in WebAssembly, whose memory is not collected. */
  delete?(): void;
}

/** What a node of web-tree-sitter and of tree-sitter have in common. */
interface BackEndNode {
  readonly type: string;
  readonly isNamed: boolean;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly hasError: boolean;
  readonly children: readonly BackEndNode[];
  fieldNameForChild(index: number): string | null | undefined;
  walk(): BackEndCursor;
}

/** What a tree of web-tree-sitter and of tree-sitter have in common. */
export interface BackEndTree {
  readonly rootNode: BackEndNode;
  delete?(): void;
}

/**
 * Wraps a back end's tree. The items are listed at once, their nodes are converted on demand.
 *
 * @param text the text as written
 * @param parsed the text the back end was given, of the same length
 */
export function toSyntaxTree(text: string, parsed: string, tree: BackEndTree): SyntaxTree {
  const life = { alive: true };
  return {
    text,
    parsed,
    items: topLevelItems(tree.rootNode, life),
    delete() {
      if (!life.alive) return;
      life.alive = false;
      tree.delete?.();
    },
  };
}

/** Nodes that only group other top-level items; `preproc_else` and its kin hang on the group as "alternative". */
const GROUPS: ReadonlySet<string> = new Set([
  "preproc_if",
  "preproc_ifdef",
  "preproc_else",
  "preproc_elif",
  "preproc_elifdef",
  "linkage_specification",
  "declaration_list",
]);

/** Fields of a group that are its head and not its content. */
const GROUP_HEAD_FIELDS: ReadonlySet<string> = new Set(["name", "condition", "value"]);

function topLevelItems(root: BackEndNode, life: { readonly alive: boolean }): TopLevelItem[] {
  const items: TopLevelItem[] = [];
  const visit = (group: BackEndNode): void => {
    const isRoot = group === root;
    group.children.forEach((child, index) => {
      if (!child.isNamed || child.type === "comment") return;
      if (!isRoot && GROUP_HEAD_FIELDS.has(group.fieldNameForChild(index) ?? "")) return;
      if (GROUPS.has(child.type)) visit(child);
      else items.push(toItem(child, life));
    });
  };
  visit(root);
  return items;
}

function toItem(node: BackEndNode, life: { readonly alive: boolean }): TopLevelItem {
  let plain: SyntaxNode | undefined;
  return {
    type: node.type,
    start: node.startIndex,
    end: node.endIndex,
    hasError: node.hasError,
    node() {
      if (!life.alive) throw new Error("this syntax tree has been deleted");
      plain ??= convert(node);
      return plain;
    },
  };
}

interface OpenNode extends SyntaxNode {
  readonly children: SyntaxNode[];
}

/** Converts one node and all below it. Iterative, because the depth of a broken file's tree has no bound. */
function convert(node: BackEndNode): SyntaxNode {
  const cursor = node.walk();
  try {
    const root = openNode(cursor, null);
    const open: OpenNode[] = [];
    let parent: OpenNode = root;
    let more = cursor.gotoFirstChild();
    while (more) {
      const child = keptNode(cursor);
      if (child) parent.children.push(child);
      if (child && cursor.gotoFirstChild()) {
        open.push(parent);
        parent = child;
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        const outer = open.pop();
        if (!outer) {
          more = false;
          break;
        }
        cursor.gotoParent();
        parent = outer;
      }
    }
    return root;
  } finally {
    cursor.delete?.();
  }
}

function keptNode(cursor: BackEndCursor): OpenNode | undefined {
  const field = cursor.currentFieldName ?? null;
  if (cursor.nodeIsNamed) return cursor.nodeType === "comment" ? undefined : openNode(cursor, field);
  return field === null ? undefined : openNode(cursor, field);
}

function openNode(cursor: BackEndCursor, field: string | null): OpenNode {
  return { type: cursor.nodeType, start: cursor.startIndex, end: cursor.endIndex, field, children: [] };
}
