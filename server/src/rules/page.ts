/** A rule's page and the table of all rules, as Markdown: what `explain` prints and docs/rules holds. */
import type { Rule } from "./rule";

const SEVERITY = {
  error: "Error: the simulator demonstrates the harm, or the code calls freed memory.",
  warning: "Warning: a likely bug.",
  info: "Information: worth a look.",
} as const;

/** Whether a rule runs unasked, and if not, why and how to ask. */
function defaultOf({ id, off }: Rule): string {
  return off === undefined ? "" : ` _Off by default, \`--level ${id}=info\` switches it on. ${off}_`;
}

/** The headings of a page, in their order; scripts and readers may rely on them. */
export const HEADINGS = [
  "What it reports",
  "Why it matters in the kernel",
  "Example",
  "Instead",
  "Fix safety",
  "When not to worry",
  "Past fixes",
] as const;

/** Renders the page of a rule. */
export function renderPage(rule: Rule): string {
  const { docs } = rule;
  const texts: Readonly<Record<(typeof HEADINGS)[number], string>> = {
    "What it reports": docs.reports,
    "Why it matters in the kernel": docs.why,
    Example: code(docs.bad),
    Instead: code(docs.good),
    "Fix safety": docs.fixSafety,
    "When not to worry": docs.whenNotToWorry,
    "Past fixes": docs.pastFixes,
  };
  const sections = HEADINGS.map((heading) => `## ${heading}\n\n${texts[heading].trim()}\n`);
  return [
    `# ${rule.id}\n`,
    `${docs.summary.trim()}\n`,
    `_${SEVERITY[rule.severity]}_${defaultOf(rule)}\n`,
    ...sections,
  ].join("\n");
}

/** A fixture as readers want it: the file headers as comments. */
function code(fixture: string): string {
  return `\`\`\`c\n${fixture.replace(/^\/\/- \/(\S+)$/gm, "\n/* $1 */").trim()}\n\`\`\``;
}

/** The table of rules, with links to the pages below `folder`. */
export function renderTable(rules: readonly Rule[], folder: string): string {
  const rows = rules.map(
    ({ id, severity, off, docs }) =>
      `| [\`${id}\`](${folder}/${id}.md) | ${off === undefined ? severity : `${severity}, off`} | ${docs.summary.trim()} |`,
  );
  return ["| rule | severity | what is wrong |", "| --- | --- | --- |", ...rows].join("\n");
}
