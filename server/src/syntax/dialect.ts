/**
 * Kernel C is a dialect: annotations, iterator and declaration macros, and conditionals that cut through statements
 * are no C to a parser that does not expand them. This file rewrites them at the same length, so that every offset
 * stays true. It must never lengthen, shorten or move anything, nor edit inside a string or a comment.
 *
 * What is lost: the branches of a torn `#if` group but one (branches that are whole stand one after the other, and
 * branches.ts tells them apart again, with their conditions); directives inside functions, enums and initialisers;
 * types and statements given to macros as arguments (one word, or `0`, is left); arguments that belong to annotations;
 * the bodies of macros, which stay opaque.
 *
 * The stand-ins that facts may meet in the parsed text: the type identifiers `nl_atomic_head`, `nl_blocking_head`,
 * `nl_raw_head` and `nl_srcu_head` for a chain head's macro; `while` (or `if`, for names too short) for an iterator;
 * `||` for the `...` of a case range; `0` for an argument that is no expression.
 */
import { codeOf, render } from "./dialect/code";
import { rewrite } from "./dialect/rewrite";
import { scan } from "./dialect/tokens";

/** The text as plain C of the same length, with every newline in place. Never throws. */
export function toPlainC(text: string): string {
  const code = codeOf(scan(text));
  rewrite(code);
  return render(code);
}
