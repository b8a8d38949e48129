/** Repairs of return statements. Only what a path's own words show can be rewritten: there is no syntax tree here. */
import type { Fix } from "../base/finding";
import type { ReturnPath } from "../model/model";

const RETURN = /^return\b\s*(.*?)\s*;$/s;

/** The expression that a path's return statement returns; null where it is not a plain return statement. */
export function returnedExpression(path: ReturnPath): string | null {
  const expression = RETURN.exec(path.written)?.[1];
  return expression === undefined || expression === "" ? null : expression;
}

/** Lets a path's return statement return something else; null where the statement does not spell the path's value. */
export function replaceReturn(
  path: ReturnPath,
  expression: string,
  words: Pick<Fix, "title" | "safety">,
): Fix | null {
  const written = returnedExpression(path);
  if (written === null || bareText(written) !== path.value) return null;
  return rewriteReturn(path, expression, words);
}

/** Lets a path's return statement return something else, whatever it says now. */
export function rewriteReturn(
  path: ReturnPath,
  expression: string,
  words: Pick<Fix, "title" | "safety">,
): Fix {
  const { file, line, column, endLine, endColumn } = path.place;
  const edit = {
    file,
    startLine: line,
    startColumn: column,
    endLine,
    endColumn,
    newText: `return ${expression};`,
  };
  return { ...words, edits: [edit] };
}

function bareText(expression: string): string {
  const text = expression.replace(/\s+/g, "");
  return /^\([^()]*\)$/.test(text) ? text.slice(1, -1) : text;
}
