/**
 * What the names inside one function mean: its parameters and locals with their types, and the file's own variables.
 * Also reads function definitions as such. Must not look into other files: a name that is declared nowhere here is
 * "global" with an unknown type.
 */
import type { SyntaxNode } from "../syntax/tree";
import { type Declared, hasStorage, readDeclaration, readDeclarator, typeText } from "./declarators";
import type { ParameterFact } from "./facts";
import { child, type Source, walk } from "./source";

/** A function definition with its body at hand. */
export interface FunctionSyntax {
  readonly name: string;
  readonly nameNode: SyntaxNode;
  readonly isStatic: boolean;
  readonly returnType: string;
  readonly parameters: readonly ParameterFact[];
  readonly node: SyntaxNode;
  readonly body: SyntaxNode;
}

/** Reads a function_definition; null where its declarator is not a function's (an error, or K&R leftovers). */
export function readFunction(source: Source, node: SyntaxNode): FunctionSyntax | null {
  const body = child(node, "body");
  const declarator = child(node, "declarator");
  if (!body || !declarator || body.type !== "compound_statement") return null;
  const signature = functionDeclarator(declarator);
  const name = signature && child(signature, "declarator");
  if (!signature || !name || name.type !== "identifier") return null;
  const list = child(signature, "parameters");
  const nameNode = macroArgument(source, name, list) ?? name;
  return {
    name: source.text(nameNode),
    nameNode,
    isStatic: hasStorage(source, node, "static"),
    returnType: typeText(source, node) + (declarator.type === "pointer_declarator" ? " *" : ""),
    parameters: (list?.children ?? [])
      .filter((c) => c.type === "parameter_declaration")
      .map((c) => readParameter(source, c)),
    node,
    body,
  };
}

/**
 * The function's own name where a macro makes its head: `DEFINE_IDTENTRY(exc_debug) {` is parsed with the tail of the
 * macro's name as declarator (syntax/dialect), which stands in the middle of a word as written.
 */
function macroArgument(source: Source, name: SyntaxNode, list: SyntaxNode | null): SyntaxNode | null {
  if (!/\w/.test(source.tree.text[name.start - 1] ?? "")) return null;
  const first = list?.children[0];
  const type = first && (child(first, "type") ?? first);
  return type && /^[A-Za-z_]\w*$/.test(source.text(type)) ? type : null;
}

function functionDeclarator(declarator: SyntaxNode): SyntaxNode | null {
  let node: SyntaxNode | null = declarator;
  while (node && node.type !== "function_declarator")
    node = child(node, "declarator") ?? node.children.find((c) => c.type.endsWith("declarator")) ?? null;
  return node;
}

function readParameter(source: Source, node: SyntaxNode): ParameterFact {
  const type = typeText(source, node);
  const declarator = child(node, "declarator");
  const declared = declarator && readDeclarator(source, declarator, type);
  if (!declared) return { name: "", type };
  return { name: declared.name, type: type + (declared.pointers > 0 ? " *" : "") };
}

/** The types of a file's own variables, looked up by name. */
export interface GlobalTypes {
  /** The base type, or undefined where the file declares no such variable. */
  get(name: string): string | undefined;
}

/** The types of the names that a function can use without leaving the file. */
export interface Scope {
  readonly parameters: readonly ParameterFact[];
  /** By name; the first declaration wins, because kernel style does not shadow. */
  readonly locals: ReadonlyMap<string, Declared>;
  readonly globals: GlobalTypes;
}

/** Collects a function's locals. */
export function scopeOf(source: Source, fn: FunctionSyntax, globals: GlobalTypes): Scope {
  const locals = new Map<string, Declared>();
  walk(fn.body, (node) => {
    // `extern struct … head;` inside a function names the variable of another file.
    if (node.type !== "declaration" || hasStorage(source, node, "extern")) return;
    for (const declared of readDeclaration(source, node))
      if (!locals.has(declared.name)) locals.set(declared.name, declared);
  });
  return { parameters: fn.parameters, locals, globals };
}

/** The scope a name's type is looked up in: base type without pointers, or null. */
export function typeOfName(scope: Scope, name: string): string | null {
  const parameter = scope.parameters.find((p) => p.name === name);
  if (parameter) return parameter.type.replace(/ \*$/, "");
  return scope.locals.get(name)?.type ?? scope.globals.get(name) ?? null;
}

/** Whether a name is a parameter's or a local's: called, it is a pointer. */
export function isDeclared({ parameters, locals }: Scope, name: string): boolean {
  return locals.has(name) || parameters.some((p) => p.name === name);
}
