/**
 * Rules for `#define`: named variadic parameters, and comments between the lines of a body, which the grammar takes
 * for the end of it. The replacement text itself is left as it is. It must not look at code around the directive.
 */
import { type Code, write } from "./code";

/** Makes the `#define` at `at` readable for the grammar; every other directive is left alone. */
export function plainDirective(code: Code, at: number): void {
  const text = code.text.slice(code.start[at], code.end[at]);
  if (!/^#\s*define/.test(text)) return;
  const named = /^(#\s*define\s+\w+\([^)]*?)(\w+)(\s*\.\.\.\s*\))/.exec(text);
  let plain = text;
  if (named) {
    const [whole, before = "", name = "", dots = ""] = named;
    plain = before + " ".repeat(name.length) + dots + text.slice(whole.length);
  }
  if (plain.includes("/*")) plain = withoutInnerComments(plain);
  // The grammar reads a division sign before a continued line together with the backslash.
  plain = plain.replace(/(?<!\*)\/(?=\\\r?\n)/g, " ");
  if (plain !== text) write(code, at, plain);
}

/** Blanks the comments that more of the body follows; a line that ended inside one gets its backslash. */
function withoutInnerComments(text: string): string {
  return text.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\//g, (part, at: number) => {
    if (!part.startsWith("/*") || text.slice(at + part.length).trim() === "") return part;
    return part.replace(/[^\n\r]*/g, (line, offset: number) => {
      const isLast = offset + line.length === part.length;
      if (isLast || line === "") return " ".repeat(line.length);
      return `${" ".repeat(line.length - 1)}\\`;
    });
  });
}
