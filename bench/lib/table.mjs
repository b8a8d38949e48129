/** Prints tables of plain text: the first column to the left, figures to the right. */

/**
 * @param {readonly string[]} heads
 * @param {readonly (readonly string[])[]} rows
 * @returns {string} lines without a newline at the end
 */
export function tableText(heads, rows) {
  const lines = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  const told = lines.map((line) =>
    widths
      .map((width, i) => (i === 0 ? (line[i] ?? "").padEnd(width) : (line[i] ?? "").padStart(width)))
      .join("  ")
      .trimEnd(),
  );
  return [told[0], widths.map((width) => "-".repeat(width)).join("  "), ...told.slice(1)].join("\n");
}
