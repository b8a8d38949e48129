/**
 * Turns C expressions into `Expression` facts: where the value starts and which members are selected. Follows a local
 * pointer to what it was set to when it was set only once, because kernel code names a block or a head that way.
 * Must not evaluate anything: values per path are execution.ts's work.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { Expression, Root } from "./facts";
import type { Scope } from "./scope";
import { argumentsOf, bare, calleeName, child, operatorOf, type Source, walk } from "./source";

/** Assignments to plain local names in one function: name to the values it is given, initialisers included. */
export type LocalValues = ReadonlyMap<string, readonly SyntaxNode[]>;

/** What a name was set to, where that can be told for the place at hand. */
export type ValuesOf = Pick<LocalValues, "get">;

/** Collects what every local name of a body is set to. */
export function localValues(source: Source, body: SyntaxNode): LocalValues {
  const values = new Map<string, SyntaxNode[]>();
  const add = (name: string, value: SyntaxNode): void => {
    const list = values.get(name);
    if (list) list.push(value);
    else values.set(name, [value]);
  };
  walk(body, (node) => {
    if (node.type === "init_declarator") {
      const value = child(node, "value");
      let declarator = child(node, "declarator");
      while (declarator && declarator.type !== "identifier") declarator = child(declarator, "declarator");
      if (declarator && value) add(source.text(declarator), value);
    } else if (node.type === "assignment_expression") {
      const left = child(node, "left");
      const right = child(node, "right");
      if (left && right && left.type === "identifier") add(source.text(left), right);
    }
  });
  return values;
}

interface Steps {
  readonly root: SyntaxNode;
  readonly path: readonly string[];
}

function steps(source: Source, node: SyntaxNode): Steps {
  const path: string[] = [];
  let at = bare(node);
  for (;;) {
    const argument = child(at, "argument");
    if (at.type === "field_expression" && argument) {
      const field = child(at, "field");
      path.unshift(field ? source.text(field) : "?");
      at = bare(argument);
    } else if (at.type === "subscript_expression" && argument) at = bare(argument);
    else if (at.type === "pointer_expression" && argument) at = bare(argument);
    else if (at.type === "cast_expression" && path.length === 0) {
      const value = child(at, "value");
      if (!value) break;
      at = bare(value);
    } else break;
  }
  return { root: at, path };
}

/** Reads an expression; `values` lets a local stand for the one thing it was set to. */
export function readExpression(
  source: Source,
  scope: Scope,
  node: SyntaxNode,
  values: ValuesOf = new Map(),
  depth = 0,
): Expression {
  const { root, path } = steps(source, node);
  const text = source.written(node);
  if (root.type === "identifier") {
    const name = source.text(root);
    const only = values.get(name);
    const value = only?.length === 1 ? only[0] : undefined;
    const local = scope.locals.get(name);
    if (local && value && depth < 4 && isPlace(source, value)) {
      const target = readExpression(source, scope, value, values, depth + 1);
      const near =
        path.length > 0 && local.type.startsWith("struct ")
          ? { type: local.type, path }
          : target.near && { type: target.near.type, path: [...target.near.path, ...path] };
      return {
        ...{ text, root: declaredAs(target, local.type), path: [...target.path, ...path] },
        ...(near ? { near } : {}),
      };
    }
  }
  return { text, root: readRoot(source, scope, root), path };
}

/** `struct chip *chip = arg;` tells the type that a `void *arg` hides. */
function declaredAs({ root, path }: Expression, type: string): Root {
  const hidden = path.length === 0 && "type" in root && !root.type?.startsWith("struct ");
  return hidden && type.startsWith("struct ") ? { ...root, type } : root;
}

/** Whether following a value keeps the identity of what it points to: `&x->y`, `x->y`, `x`, a constant. */
function isPlace(source: Source, node: SyntaxNode): boolean {
  const inner = bare(node);
  if (inner.type === "pointer_expression") return operatorOf(source, inner) === "&";
  return ["identifier", "field_expression", "number_literal"].includes(inner.type);
}

const CONSTANT = /^(?:[A-Z][A-Z0-9_]*|0[xX][0-9a-fA-F]+[uUlL]*|-?\d+[uUlL]*)$/;

/** Whether a text is a number or named like a constant. */
export function isConstantText(text: string): boolean {
  return CONSTANT.test(text);
}

function readRoot(source: Source, scope: Scope, node: SyntaxNode): Root {
  if (node.type === "identifier") return nameRoot(scope, source.text(node));
  if (node.type === "number_literal" || node.type === "char_literal")
    return { kind: "constant", text: source.text(node) };
  if (node.type === "null") return { kind: "constant", text: "NULL" };
  if (node.type === "unary_expression" || node.type === "binary_expression") {
    const text = source.written(node).replace(/[\s()]/g, "");
    if (/^[-A-Z0-9_|~&]+$/.test(text)) return { kind: "constant", text };
  }
  if (node.type === "cast_expression") return typedRoot(source, child(node, "type"));
  if (node.type === "call_expression") {
    const callee = calleeName(source, node);
    if (callee === "container_of" || callee === "list_entry") {
      const type = containerType(source, node);
      if (type) return { kind: "typed", type };
    }
    if (callee) return { kind: "call", callee };
  }
  return { kind: "unknown" };
}

function nameRoot(scope: Scope, name: string): Root {
  const index = scope.parameters.findIndex((p) => p.name === name);
  const parameter = scope.parameters[index];
  if (parameter) return { kind: "parameter", name, index, type: parameter.type.replace(/ \*$/, "") };
  const local = scope.locals.get(name);
  if (local) return { kind: "local", name, type: local.type };
  const type = scope.globals.get(name);
  if (type === undefined && isConstantText(name)) return { kind: "constant", text: name };
  return { kind: "global", name, type: type ?? null };
}

function typedRoot(source: Source, type: SyntaxNode | null): Root {
  const text = type ? source.written(type).replace(/\*/g, "").trim() : "";
  return text ? { kind: "typed", type: text } : { kind: "unknown" };
}

/** The type named in `container_of(p, TYPE, member)`. */
function containerType(source: Source, call: SyntaxNode): string | null {
  const list = child(call, "arguments");
  if (!list) return null;
  const parts = source
    .written(list)
    .replace(/^\(|\)$/g, "")
    .split(",");
  const type = parts[parts.length - 2]?.trim();
  return type && argumentsOf(call).length >= 3 ? type : null;
}
