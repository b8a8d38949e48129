/**
 * Function-like macros that make, fill or register notifier blocks (pm_notifier(), MLX5_NB_INIT()), walk a chain, or
 * define callbacks: a use of one is read as if its expansion stood there, and those used inside functions are facts. Only such macros are expanded; this is no
 * preprocessor.
 */
import { isOfAnotherFamily } from "../notifier/naming";
import type { SyntaxNode } from "../syntax/tree";
import { mattersByName } from "./calls";
import type { MacroFact } from "./facts";
import { child, type Source } from "./source";

/** It fills a block, or a member that speaks of notifiers: `.notifier = fn`. */
const FILLS = /notifier_call\b|notifier_chain|\.\s*\w*notif\w*\s*=/;

/** Whether a body fills a block, or calls something that by its name has to do with notifier blocks. */
function speaks(body: string): boolean {
  if (FILLS.test(body)) return true;
  const calls = body.match(/\w*notifier\w*(?=\s*\()/g) ?? [];
  return calls.some((callee) => !isOfAnotherFamily(callee));
}

/** Longer bodies are not wrappers of a block. */
const LONGEST = 4000;

/** The macro that a #define makes, where it speaks of notifiers or calls a function that is watched. */
export function macroOf(source: Source, node: SyntaxNode, watch: ReadonlySet<string>): MacroFact | null {
  const name = child(node, "name");
  const parameters = child(node, "parameters");
  const value = child(node, "value");
  if (!name || !parameters || !value) return null;
  const body = onOneLine(source.tree.text.slice(value.start, value.end));
  if (body.length > LONGEST || !(speaks(body) || callsToFollow(body, watch))) return null;
  const names = source.text(parameters).match(/[A-Za-z_]\w*/g) ?? [];
  return { name: source.text(name), parameters: names, body };
}

const SIGN = /notif|_chain/i;
const CALL = /\b([A-Za-z_]\w*)\s*\(/g;

/** Whether a text calls a function that is watched, or whose name speaks of notifying. */
export function callsToFollow(text: string, watch: ReadonlySet<string>): boolean {
  if (watch.size === 0 && !SIGN.test(text)) return false;
  for (const [, callee = ""] of text.matchAll(CALL))
    if (watch.has(callee) || mattersByName(callee)) return true;
  return false;
}

function onOneLine(body: string): string {
  return body
    .replace(/\\\r?\n/g, " ")
    .replace(/\/\*.*?\*\//g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** A body that defines a function which takes a block. */
const MAKES_CALLBACK = /^[\w\s*]+?[\w#]+\s*\([^(){}]*\bstruct notifier_block\b[^(){}]*\)\s*\{/;
const DEFINE = /^#[ \t]*define[ \t]+(\w+)\(([^)]*)\)/;

/** The macro that a #define makes, where its uses at top level are definitions of functions that take a block. */
export function callbackMacroOf(text: string): MacroFact | null {
  if (!text.includes("notifier_block")) return null;
  const [head = "", name = "", parameters = ""] = DEFINE.exec(text) ?? [];
  const body = onOneLine(text.slice(head.length));
  if (name === "" || body.length > LONGEST || !MAKES_CALLBACK.test(body)) return null;
  return { name, parameters: parameters.match(/[A-Za-z_]\w*/g) ?? [], body };
}

/** A macro's body with arguments in place of its parameters. */
export function substitute(macro: MacroFact, args: readonly string[]): string {
  const values = new Map(macro.parameters.map((name, i) => [name, args[i] ?? ""]));
  return macro.body.replace(/[A-Za-z_]\w*/g, (word) => values.get(word) ?? word).replace(/\s*##\s*/g, "");
}

/** The text of one use, as the statements of a function. */
export function expandMacro(macro: MacroFact, args: readonly string[]): string {
  const body = substitute(macro, args);
  const statements = /^\(\s*\{(.*)\}\s*\)$/.exec(body)?.[1] ?? body;
  return `void expansion(void) { ${statements}; }`;
}
