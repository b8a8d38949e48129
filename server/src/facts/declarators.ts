/**
 * Reads C declarations: which names they declare, with which type and initialiser. Types are kept as short texts
 * (`struct notifier_block`, `unsigned long`) without qualifiers and pointers; no typedef is resolved here.
 */

import type { SyntaxNode } from "../syntax/tree";
import { child, type Source } from "./source";

/** One declared name. */
export interface Declared {
  readonly name: string;
  readonly nameNode: SyntaxNode;
  /** The base type as text, such as `struct notifier_block`. */
  readonly type: string;
  /** How many pointers stand before the name. */
  readonly pointers: number;
  readonly isArray: boolean;
  readonly isFunction: boolean;
  readonly value: SyntaxNode | null;
}

/** The base type of a declaration, parameter or struct member as text; "" where there is none. */
export function typeText(source: Source, node: SyntaxNode): string {
  const type = child(node, "type");
  if (!type) return "";
  if (type.type === "struct_specifier" || type.type === "union_specifier" || type.type === "enum_specifier") {
    const name = child(type, "name");
    const keyword = type.type.slice(0, type.type.indexOf("_"));
    return name ? `${keyword} ${source.text(name)}` : keyword;
  }
  return source.text(type).replace(/\s+/g, " ").trim();
}

const NAME_TYPES = new Set(["identifier", "field_identifier", "type_identifier"]);

/** Follows a declarator to the name it declares. */
export function readDeclarator(source: Source, declarator: SyntaxNode, type: string): Declared | null {
  let pointers = 0;
  let isArray = false;
  let isFunction = false;
  let value: SyntaxNode | null = null;
  let node: SyntaxNode | null = declarator;
  while (node) {
    if (NAME_TYPES.has(node.type))
      return { name: source.text(node), nameNode: node, type, pointers, isArray, isFunction, value };
    if (node.type === "init_declarator") value = child(node, "value");
    else if (node.type === "pointer_declarator") pointers++;
    else if (node.type === "array_declarator") isArray = true;
    else if (node.type === "function_declarator") isFunction = true;
    else if (node.type !== "parenthesized_declarator" && node.type !== "attributed_declarator") return null;
    node = child(node, "declarator") ?? firstDeclarator(node);
  }
  return null;
}

function firstDeclarator(node: SyntaxNode): SyntaxNode | null {
  return node.children.find((c) => c.type.endsWith("declarator") || NAME_TYPES.has(c.type)) ?? null;
}

/** Every name that a declaration or struct member declares. */
export function readDeclaration(source: Source, declaration: SyntaxNode): Declared[] {
  const type = typeText(source, declaration);
  const declared: Declared[] = [];
  for (const c of declaration.children) {
    if (c.field !== "declarator") continue;
    const one = readDeclarator(source, c, type);
    if (one) declared.push(one);
  }
  return declared;
}

/** Whether a declaration or definition carries a storage class such as `static`. */
export function hasStorage(source: Source, node: SyntaxNode, storage: string): boolean {
  return node.children.some((c) => c.type === "storage_class_specifier" && source.text(c) === storage);
}
