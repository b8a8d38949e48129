/** Reads which module imports what, with TypeScript's own parser: no import hides in an unusual spelling. */
import path from "node:path";
import ts from "typescript";

/** How a module is named: at load, for its types alone (erased), or only when it is needed. */
type ImportKind = "value" | "type" | "lazy";

export interface Import {
  /** As written: "./walk", "node:fs", "zod". */
  readonly specifier: string;
  readonly kind: ImportKind;
}

/** Every import of a text: declarations, re-exports, `import()` as an expression and as a type. */
export function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier) found.push({ specifier: specifier.text, kind: kindOf(node) });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function specifierOf(node: ts.Node): ts.StringLiteralLike | undefined {
  const named = (of: ts.Node | undefined): ts.StringLiteralLike | undefined =>
    of && ts.isStringLiteralLike(of) ? of : undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return named(node.moduleSpecifier);
  if (ts.isExternalModuleReference(node)) return named(node.expression);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return named(node.arguments[0]);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return named(node.argument.literal);
  return undefined;
}

function kindOf(node: ts.Node): ImportKind {
  if (ts.isCallExpression(node)) return "lazy";
  if (ts.isImportTypeNode(node)) return "type";
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? "type" : "value";
  if (!ts.isImportDeclaration(node)) return "value";
  const clause = node.importClause;
  if (clause?.isTypeOnly) return "type";
  const named = clause?.namedBindings;
  const onlyTypes = named && ts.isNamedImports(named) && named.elements.every((e) => e.isTypeOnly);
  return onlyTypes && !clause?.name ? "type" : "value";
}

/** The layer of a source file, "server/src/model/link.ts" → "model"; the client is one layer, but for its webview. */
export function layerOf(file: string): string {
  const [top, , folder] = file.split("/");
  if (top === "client" && folder === "webview") return folder;
  return top === "server" && folder !== undefined ? folder : (top ?? "");
}

/** What an import leads to: a file of ours without its extension, or a package. */
export function targetOf(file: string, { specifier }: Import): { layer: string } | { package: string } {
  if (specifier.startsWith("."))
    return { layer: layerOf(path.posix.join(path.posix.dirname(file), specifier)) };
  if (specifier.startsWith("node:")) return { package: "node:*" };
  const [scope = "", name] = specifier.split("/");
  return { package: scope.startsWith("@") ? `${scope}/${name}` : scope };
}
