/**
 * Function-like macros that make, fill or register notifier blocks (pm_notifier(), MLX5_NB_INIT()): their bodies are
 * kept as facts, and a use of one is read as if its expansion stood there. Only such macros are expanded; this is no
 * preprocessor.
 */
import type { SyntaxNode } from "../syntax/tree";
import type { MacroFact } from "./facts";
import { child, type Source } from "./source";

/** It fills or registers a block, or fills a member that speaks of notifiers: `.notifier = fn`. */
const SPEAKS = /notifier_call\b|notifier\w*\s*\(|notifier_chain|\.\s*\w*notif\w*\s*=/;

/** Longer bodies are not wrappers of a block. */
const LONGEST = 4000;

/** The macro that a #define makes, where it speaks of notifiers. */
export function macroOf(source: Source, node: SyntaxNode): MacroFact | null {
  const name = child(node, "name");
  const parameters = child(node, "parameters");
  const value = child(node, "value");
  if (!name || !parameters || !value) return null;
  const body = source.tree.text
    .slice(value.start, value.end)
    .replace(/\\\r?\n/g, " ")
    .replace(/\/\*.*?\*\//g, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (body.length > LONGEST || !SPEAKS.test(body)) return null;
  const names = source.text(parameters).match(/[A-Za-z_]\w*/g) ?? [];
  return { name: source.text(name), parameters: names, body };
}

/** The text of one use, as the statements of a function. */
export function expandMacro(macro: MacroFact, args: readonly string[]): string {
  const values = new Map(macro.parameters.map((name, i) => [name, args[i] ?? ""]));
  const body = macro.body
    .replace(/[A-Za-z_]\w*/g, (word) => values.get(word) ?? word)
    .replace(/\s*##\s*/g, "");
  const statements = /^\(\s*\{(.*)\}\s*\)$/.exec(body)?.[1] ?? body;
  return `void expansion(void) { ${statements}; }`;
}
