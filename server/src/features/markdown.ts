/** The few pieces of Markdown that hovers are made of. Must not know what they say. */

/** Code in a line of text. */
export function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** A name as C calls it. */
export function call(name: string): string {
  return code(`${name}()`);
}

/** "`A`, `B` or `C`". */
export function alternatives(values: readonly string[], word: "or" | "and" = "or"): string {
  const all = values.map(code);
  const last = all.pop() ?? "";
  return all.length === 0 ? last : `${all.join(", ")} ${word} ${last}`;
}

/** A table; a bar inside a cell does not end it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Between what matters and the details. */
export const RULE = "\n\n---\n\n";

/** What matters first, then a rule, then the details; empty parts are left out. */
export function hoverText(short: readonly string[], details: readonly string[]): string {
  const some = (parts: readonly string[]): string => parts.filter((part) => part !== "").join("\n\n");
  return [some(short), some(details)].filter((part) => part !== "").join(RULE);
}
