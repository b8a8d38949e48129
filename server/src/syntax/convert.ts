/**
 * Turns the nodes of either parser back end into the project's plain nodes. The structural types below are the part
 * that both packages share, so that this file knows neither of them. It must not keep a parser's node alive longer
 * than its tree, and must not convert what nobody asked for: every step crosses the border to WebAssembly.
 */
import type { SyntaxNode, SyntaxTree, TopLevelItem } from "./tree";

/** What a tree cursor of web-tree-sitter and of tree-sitter have in common. */
interface BackEndCursor {
  readonly nodeType: string;
  readonly nodeTypeId: number;
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
 * @param kinds what is known of the back end's node types; one map per parser, filled as types are met
 */
export function toSyntaxTree(text: string, parsed: string, tree: BackEndTree, kinds: NodeKinds): SyntaxTree {
  const life: Life = { alive: true, kinds };
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

/** What the items of a tree share: whether it is still there, and what is known of its back end's types. */
interface Life {
  alive: boolean;
  readonly kinds: NodeKinds;
}

function topLevelItems(root: BackEndNode, life: Life): TopLevelItem[] {
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

function toItem(node: BackEndNode, life: Life): TopLevelItem {
  let plain: SyntaxNode | undefined;
  return {
    type: node.type,
    start: node.startIndex,
    end: node.endIndex,
    hasError: node.hasError,
    node() {
      if (!life.alive) throw new Error("this syntax tree has been deleted");
      plain ??= convert(node, life.kinds);
      return plain;
    },
  };
}

interface OpenNode extends SyntaxNode {
  readonly children: SyntaxNode[];
}

/** What is the same for every node of a type: asked of the back end once, because every question crosses its border. */
interface NodeKind {
  readonly type: string;
  readonly kept: "always" | "in a field" | "never";
  readonly isLeaf: boolean;
}

/** Types without children that anybody reads. */
const LEAVES: ReadonlySet<string> = new Set(
  `identifier field_identifier type_identifier statement_identifier primitive_type number_literal string_literal
  char_literal system_lib_string storage_class_specifier type_qualifier true false null comment`.split(/\s+/),
);

/** Punctuation, which the grammar never puts into a field. */
const PUNCTUATION: ReadonlySet<string> = new Set(["(", ")", "{", "}", "[", "]", ";", ",", ":", "\n"]);

/** Node kinds by the back end's number for the type; the two back ends number alike only by chance. */
type NodeKinds = Map<number, NodeKind>;

function kindOf(cursor: BackEndCursor, kinds: NodeKinds): NodeKind {
  const id = cursor.nodeTypeId;
  const known = kinds.get(id);
  if (known) return known;
  const type = cursor.nodeType;
  const named = cursor.nodeIsNamed;
  const kept = type === "comment" ? "never" : named ? "always" : "in a field";
  const made: NodeKind = {
    type,
    kept: kept === "in a field" && PUNCTUATION.has(type) ? "never" : kept,
    isLeaf: !named || LEAVES.has(type),
  };
  kinds.set(id, made);
  return made;
}

/** Converts one node and all below it. Iterative, because the depth of a broken file's tree has no bound. */
function convert(node: BackEndNode, kinds: NodeKinds): SyntaxNode {
  const cursor = node.walk();
  try {
    const root = openNode(cursor, kindOf(cursor, kinds), null);
    const open: OpenNode[] = [];
    let parent: OpenNode = root;
    let more = cursor.gotoFirstChild();
    while (more) {
      const kind = kindOf(cursor, kinds);
      const child = keptNode(cursor, kind);
      if (child) parent.children.push(child);
      if (child && !kind.isLeaf && cursor.gotoFirstChild()) {
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

function keptNode(cursor: BackEndCursor, kind: NodeKind): OpenNode | undefined {
  if (kind.kept === "never") return undefined;
  const field = cursor.currentFieldName ?? null;
  return field === null && kind.kept === "in a field" ? undefined : openNode(cursor, kind, field);
}

/** Of every leaf: most nodes are leaves, and nothing is ever added to them. */
const NO_CHILDREN: SyntaxNode[] = [];

function openNode(cursor: BackEndCursor, { type, isLeaf }: NodeKind, field: string | null): OpenNode {
  const children = isLeaf ? NO_CHILDREN : [];
  return { type, start: cursor.startIndex, end: cursor.endIndex, field, children };
}
