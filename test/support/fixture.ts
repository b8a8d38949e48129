/**
 * The fixture format of this project's tests: one string that holds a small tree of files and, below the lines they
 * talk about, the findings that are expected there.
 *
 *     //- /drivers/x.c
 *     static int x_event(struct notifier_block *nb, unsigned long event, void *data)
 *     {
 *             return -ENOMEM;
 *     //      ^^^^^^^^^^^^^^^ warning[raw-errno]: returns -ENOMEM
 *     //                    | notifier_from_errno(-ENOMEM)
 *     }
 *
 * - A line `//- /PATH` starts a file; without one, all of the text is `/main.c`. Paths are given without the slash.
 * - A line that holds only `//`, white space, carets and `SEVERITY[RULE]: TEXT` is an annotation. It talks about the last
 *   line above it that is none. Carets are compared as they are seen: a tab goes to the next multiple of 8.
 * - TEXT must occur in the finding's message. Lines `// | TEXT` below add further texts that must occur in it.
 * - A finding that spans several lines is underlined to the end of its first one.
 *
 * Annotations stay in the text, so that lines are those of the fixture's file. They are comments, C does not mind.
 * This file must not know the analyser; analyse.ts does.
 */

/** What a finding must look like. Columns are those of the text, from 1; the end is exclusive. */
interface Annotation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly severity: string;
  readonly rule: string;
  /** Each must occur in the message. */
  readonly texts: readonly string[];
}

export interface Fixture {
  /** Path without a leading slash to text. */
  readonly files: ReadonlyMap<string, string>;
  readonly annotations: readonly Annotation[];
}

const FILE = /^\/\/- \/(\S+)\s*$/;
const CARETS = /^(\s*\/\/\s*)(\^+)\s+(\w+)\[([\w-]+)\]: (.+)$/;
const CONTINUED = /^\s*\/\/\s*\| (.+)$/;
const TAB = 8;

/**
 * Reads a fixture.
 * @throws if an annotation has no line above it or its carets do not begin and end at characters of that line
 */
export function parseFixture(text: string): Fixture {
  const files = new Map<string, string>();
  for (const { file, lines } of split(text)) files.set(file, lines.join("\n"));
  return { files, annotations: [...files].flatMap(([file, source]) => annotationsOf(file, source)) };
}

function split(text: string): { file: string; lines: string[] }[] {
  const lines = text.replace(/^\n/, "").split("\n");
  const parts: { file: string; lines: string[] }[] = [];
  for (const line of lines) {
    const file = FILE.exec(line)?.[1];
    if (file !== undefined) parts.push({ file, lines: [] });
    else if (parts.length === 0) parts.push({ file: "main.c", lines: [line] });
    else parts[parts.length - 1]?.lines.push(line);
  }
  return parts;
}

function annotationsOf(file: string, source: string): Annotation[] {
  const found: (Annotation & { texts: string[] })[] = [];
  let target: { line: number; text: string } | null = null;
  source.split("\n").forEach((text, index) => {
    const carets = CARETS.exec(text);
    const continued = CONTINUED.exec(text)?.[1];
    if (carets) {
      if (!target) throw new Error(`${file}:${index + 1}: an annotation without a line above it`);
      const [, before = "", marks = "", severity = "", rule = "", message = ""] = carets;
      const from = seen(before);
      const columns = {
        column: columnAt(target.text, from),
        endColumn: columnAt(target.text, from + marks.length),
      };
      found.push({ file, line: target.line, ...columns, severity, rule, texts: [message] });
    } else if (continued !== undefined && found.length > 0) found[found.length - 1]?.texts.push(continued);
    else target = { line: index + 1, text };
  });
  return found;
}

/** How wide a text is on a screen. */
function seen(text: string): number {
  let width = 0;
  for (const unit of text) width = unit === "\t" ? (Math.floor(width / TAB) + 1) * TAB : width + 1;
  return width;
}

/** The column (from 1) of the character that is seen after `width` others. */
function columnAt(line: string, width: number): number {
  for (let column = 0; column <= line.length; column++)
    if (seen(line.slice(0, column)) === width) return column + 1;
  throw new Error(`a caret points at no character of ${JSON.stringify(line)}`);
}

/** A finding as far as an annotation can tell. */
export interface Located {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: string;
  readonly rule: string;
  readonly message: string;
}

/**
 * Compares findings with a fixture's annotations, both ways.
 * @returns one line for each difference; empty if there is none
 */
export function differences(fixture: Fixture, findings: readonly Located[]): string[] {
  const open = [...findings];
  const missing: string[] = [];
  for (const annotation of fixture.annotations) {
    const index = open.findIndex((f) => matches(fixture, annotation, f));
    if (index >= 0) open.splice(index, 1);
    else missing.push(`missing    ${show(annotation)} ${annotation.texts.join(" | ")}`);
  }
  return [...missing, ...open.map((f) => `unexpected ${show(lineOf(fixture, f))} ${f.message}`)];
}

function matches(fixture: Fixture, annotation: Annotation, finding: Located): boolean {
  const place = lineOf(fixture, finding);
  return (
    show(annotation) === show(place) &&
    annotation.texts.every((text) => finding.message.includes(text.trim()))
  );
}

/** A finding cut to its first line. */
function lineOf(fixture: Fixture, finding: Located): Located {
  if (finding.endLine === finding.line) return finding;
  const line = fixture.files.get(finding.file)?.split("\n")[finding.line - 1] ?? "";
  return { ...finding, endLine: finding.line, endColumn: line.length + 1 };
}

function show(at: Omit<Annotation, "texts"> | Located): string {
  return `${at.file}:${at.line}:${at.column}-${at.endColumn} ${at.severity}[${at.rule}]`;
}
