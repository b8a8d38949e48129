/**
 * Finds notifier blocks: variables with initialisers (designated, positional, in arrays, inside other structs) and
 * assignments to `.notifier_call` and `.priority` in functions.
 */
import { BLOCK_TYPE } from "../notifier/kernelApi";
import { branchGroups } from "../syntax/branches";
import type { SyntaxNode } from "../syntax/tree";
import { type Declared, hasStorage, readDeclaration } from "./declarators";
import { type LocalValues, readExpression } from "./expressions";
import type { AssignmentFact, BlockFact, Expression } from "./facts";
import { configurations } from "./forks";
import type { Scope } from "./scope";
import { bare, child, operatorOf, type Source, walk } from "./source";

interface Members {
  callback: SyntaxNode | null;
  priority: SyntaxNode | null;
}

/** The order of the members in `struct notifier_block` (include/linux/notifier.h), for positional initialisers. */
const POSITIONS: readonly (keyof Members | null)[] = ["callback", null, "priority"];
const MEMBERS: ReadonlyMap<string, keyof Members> = new Map([
  ["notifier_call", "callback"],
  ["priority", "priority"],
]);

function designatorName(source: Source, pair: SyntaxNode): string | null {
  const designators = pair.children.filter((c) => c.field === "designator");
  const last = designators[designators.length - 1];
  if (!last) return null;
  if (last.type === "field_designator") return source.text(last).replace(/^\s*\.\s*/, "");
  return last.type === "field_identifier" ? source.text(last) : null;
}

/** An initialiser may be compiled in this many ways before the rest is left out. */
const MOST_CONFIGURATIONS = 8;

/** What an initialiser says in each configuration; one that sets no callback counts only where none does. */
function readMembers(source: Source, list: SyntaxNode): readonly Members[] {
  const groups = branchGroups(source.tree.text, list.start, list.end);
  const found = new Map<string, Members>();
  for (const children of configurations(list.children, groups, MOST_CONFIGURATIONS)) {
    const members = membersOf(source, children);
    const key = [members.callback, members.priority].map((m) => m && source.text(m)).join(" ");
    if (!found.has(key)) found.set(key, members);
  }
  const all = [...found.values()];
  return all.some((m) => m.callback) ? all.filter((m) => m.callback) : all.slice(0, 1);
}

function membersOf(source: Source, children: readonly SyntaxNode[]): Members {
  const members: Members = { callback: null, priority: null };
  let position = 0;
  for (const c of children) {
    if (c.type === "initializer_pair") {
      const member = MEMBERS.get(designatorName(source, c) ?? "");
      if (member) members[member] = child(c, "value");
    } else {
      const member = POSITIONS[position++];
      if (member) members[member] = c;
    }
  }
  return members;
}

/** The function an initialiser or assignment names, through casts and `&`. */
function functionName(source: Source, node: SyntaxNode | null): string | null {
  let at = node && bare(node);
  while (at && (at.type === "cast_expression" || at.type === "pointer_expression"))
    at = bare(child(at, "value") ?? child(at, "argument") ?? at.children[0] ?? at);
  return at?.type === "identifier" ? source.text(at) : null;
}

/** include/linux/init.h: the variable is freed once the kernel has started. */
const INIT_DATA = /\b__initdata\b/;

/** The blocks that a declaration (at file level or in a function) defines. */
export function blocksOf(source: Source, declaration: SyntaxNode): BlockFact[] {
  if (hasStorage(source, declaration, "extern")) return [];
  const storage = hasStorage(source, declaration, "static") ? "static" : "global";
  const head = source.tree.text.slice(declaration.start, declaration.end).split("=")[0] ?? "";
  const isInit = INIT_DATA.test(head);
  const blocks: BlockFact[] = [];
  const add = (name: string, nameNode: SyntaxNode, list: SyntaxNode | null): void => {
    const none: Members = { callback: null, priority: null };
    for (const members of list ? readMembers(source, list) : [none]) {
      const callback = functionName(source, members.callback);
      blocks.push({
        name,
        storage,
        place: source.place(nameNode),
        callback: callback === "NULL" ? null : callback,
        callbackPlace: members.callback && callback ? source.place(members.callback) : null,
        priority: members.priority && source.written(members.priority),
        isInit,
      });
    }
  };
  for (const declared of readDeclaration(source, declaration)) {
    if (declared.isFunction) continue;
    if (declared.type === BLOCK_TYPE && declared.pointers === 0) addVariable(declared, add);
    else if (declared.value?.type === "initializer_list")
      addMembers(source, declared.name, declared.value, add);
  }
  return blocks;
}

type AddBlock = (name: string, nameNode: SyntaxNode, list: SyntaxNode | null) => void;

function addVariable(declared: Declared, add: AddBlock): void {
  const { name, nameNode, value } = declared;
  if (!declared.isArray) {
    add(name, nameNode, value?.type === "initializer_list" ? value : null);
    return;
  }
  let index = 0;
  for (const element of value?.children ?? []) {
    const list = element.type === "initializer_pair" ? child(element, "value") : element;
    if (list?.type === "initializer_list") add(`${name}[${index++}]`, list, list);
  }
}

/** Blocks written as members of another variable: `.nb = { .notifier_call = f }` or `.nb.notifier_call = f`. */
function addMembers(source: Source, prefix: string, list: SyntaxNode, add: AddBlock): void {
  let index = 0;
  for (const c of list.children) {
    if (c.type === "initializer_list") addMembers(source, `${prefix}[${index++}]`, c, add);
    if (c.type !== "initializer_pair") continue;
    const value = child(c, "value");
    if (!value) continue;
    const path = pathOf(source, c);
    if (path.endsWith(".notifier_call") && path !== ".notifier_call")
      add(prefix + path.slice(0, -".notifier_call".length), c, membersUnder(source, list, c));
    else if (value.type === "initializer_list") {
      if (child(value, "notifier_call") || hasCallback(source, value)) add(prefix + path, c, value);
      else addMembers(source, prefix + path, value, add);
    }
  }
}

/** The pairs of a list that set members of the same block as a pair of `.nb.notifier_call` does. */
function membersUnder(source: Source, list: SyntaxNode, pair: SyntaxNode): SyntaxNode {
  const path = pathOf(source, pair);
  const block = path.slice(0, -"notifier_call".length);
  const isOwn = (c: SyntaxNode): boolean => {
    const other = pathOf(source, c);
    return c === pair || (other !== path && other.startsWith(block));
  };
  return { ...list, children: list.children.filter(isOwn) };
}

/** A pair's designators as written: `.nb.notifier_call`. */
function pathOf(source: Source, pair: SyntaxNode): string {
  const designators = pair.children.filter((c) => c.field === "designator");
  return designators.map((d) => source.text(d).replace(/\s+/g, "")).join("");
}

function hasCallback(source: Source, list: SyntaxNode): boolean {
  return list.children.some((c) => c.type === "initializer_pair" && pathOf(source, c) === ".notifier_call");
}

/** Whether an expression is a variable of another struct that has a member `notifier_call` too (struct gmap_notifier). */
function isOtherStruct({ root, path }: Expression): boolean {
  const type = "type" in root ? root.type : null;
  return path.length === 0 && type !== null && type.startsWith("struct ") && type !== BLOCK_TYPE;
}

/** Assignments to the members of blocks in one function. */
export function blockAssignments(
  source: Source,
  scope: Scope,
  values: LocalValues,
  fn: { readonly name: string; readonly body: SyntaxNode },
): AssignmentFact[] {
  const facts: AssignmentFact[] = [];
  walk(fn.body, (node) => {
    if (node.type !== "assignment_expression" || operatorOf(source, node) !== "=") return;
    const left = child(node, "left");
    const right = child(node, "right");
    if (!left || !right || left.type !== "field_expression") return;
    const field = child(left, "field");
    const argument = child(left, "argument");
    const member = field && source.text(field);
    if (!argument || (member !== "notifier_call" && member !== "priority")) return;
    const target = readExpression(source, scope, argument, values);
    if (isOtherStruct(target)) return;
    const value = readExpression(source, scope, right, values);
    facts.push({ target, member, value, function: fn.name, place: source.place(node) });
  });
  return facts;
}
