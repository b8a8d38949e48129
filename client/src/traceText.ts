/**
 * What the text of a trace consists of: its sections, for folding and outline, and the names in it that stand somewhere
 * in the tree. Reads what server/src/report writes, line by line; must not know an editor, and must not guess: a line of
 * no known form belongs to the section above it.
 */
import type { TraceLink } from "../../server/src/protocol/protocol";

/** Lines from `first` to `last`, counted from 0, both within. */
export interface Section {
  readonly kind: SectionKind;
  readonly name: string;
  /** What it comes to, in few words; empty where there is nothing to say. */
  readonly detail: string;
  readonly first: number;
  readonly last: number;
  readonly children: readonly Section[];
}

export type SectionKind = "text" | "chain" | "registrations" | "registration" | "call" | "order" | "visit";

/** A name in a line, in UTF-16 units from 0, and what it leads to. */
export interface NameInLine {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly link: TraceLink;
}

/** The first line of a section, by which it is known: what it is called, and what else it says. */
interface Form {
  readonly kind: SectionKind;
  /** Sections of depth 1 lie in one of depth 0. */
  readonly depth: 0 | 1;
  readonly line: RegExp;
}

const FORMS: readonly Form[] = [
  { kind: "chain", depth: 0, line: /^(\S.* \((?:atomic|blocking|raw|srcu)\)), (.*)$/ },
  {
    kind: "registration",
    depth: 1,
    line: /^(?:\[\d+\]-)?\[\d+\] ((?:un)?register\b.*?)(?: \(.*\)|, each): (.*)$/,
  },
  { kind: "call", depth: 0, line: /^((?:\[\d+\] )?(?:robust )?call[, ].*)$/ },
  { kind: "call", depth: 1, line: /^ {2}((?:\[\d+\] )?(?:robust )?call[, ].*)$/ },
  { kind: "text", depth: 0, line: /^(Assumed|To know):$/ },
  { kind: "text", depth: 0, line: /^(Explored): (.*)$/ },
  { kind: "text", depth: 0, line: /^(What if .*?):?$/ },
  { kind: "text", depth: 0, line: /^(told of) (.*)$/ },
  { kind: "text", depth: 1, line: /^ {2}([a-z].*):$/ },
  { kind: "order", depth: 1, line: /^ {4}(order): (.*)$/ },
  { kind: "order", depth: 1, line: /^ {4}(rolled back) with (.*)$/ },
  { kind: "visit", depth: 1, line: /^ {6}(\S+)\([^()]*\) *= (.*)$/ },
];

/** What a call's outline says of it: the gravest of these words that stand in it. */
const VERDICTS = ["USE AFTER FREE", "DOUBLE FREE", "LEAK", "ENDLESS", "ends the walk"];

interface Start extends Omit<Section, "last" | "children"> {
  readonly depth: 0 | 1;
}

/** The sections of a trace, from top to bottom. None goes on beyond an empty line. */
export function sectionsOf(lines: readonly string[]): Section[] {
  const starts = lines.flatMap((_, place) => startsAt(lines, place));
  return starts.flatMap((start, i): Section[] => {
    if (start.depth !== 0) return [];
    const next = starts.slice(i + 1).find(({ depth }) => depth === 0);
    const last = lastOf(lines, start, next?.first);
    const within = starts.filter((one) => one.depth === 1 && one.first >= start.first && one.first <= last);
    const children = within.map((child, place) => {
      const end = lastOf(lines, child, Math.min(within[place + 1]?.first ?? last + 1, last + 1));
      return sectionFrom(lines, child, end, []);
    });
    return [sectionFrom(lines, start, last, children)];
  });
}

/** The section that begins at a line; two where the first registration of several opens the paragraph of all. */
function startsAt(lines: readonly string[], first: number): Start[] {
  const line = lines[first] ?? "";
  for (const { kind, depth, line: form } of FORMS) {
    const [found, name = "", detail = ""] = form.exec(line) ?? [];
    if (found === undefined) continue;
    const start: Start = { kind, depth, name, detail, first };
    const opens = kind === "registration" && (lines[first - 1] ?? "") === "";
    return opens ? [{ ...start, kind: "registrations", depth: 0, name: "registrations" }, start] : [start];
  }
  return [];
}

/** Where a section ends: before an empty line, before `next`, and before a line that is indented no further than it. */
function lastOf(lines: readonly string[], { first, depth }: Start, next = lines.length): number {
  const own = indentOf(lines[first] ?? "");
  let last = first;
  while (last + 1 < next) {
    const line = lines[last + 1] ?? "";
    if (line === "" || (depth === 1 && indentOf(line) <= own)) break;
    last++;
  }
  return last;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

function sectionFrom(lines: readonly string[], start: Start, last: number, children: Section[]): Section {
  const { kind, name, first } = start;
  const text = lines.slice(first, last + 1).join("\n");
  const verdict = VERDICTS.find((words) => text.includes(words)) ?? "";
  const told = kind === "registrations" ? `${children.length}` : start.detail;
  return { kind, name, detail: kind === "call" ? verdict : told, first, last, children };
}

/** Every name of the links, where it stands for what it links to. */
export function namesIn(lines: readonly string[], links: readonly TraceLink[]): NameInLine[] {
  const of = (kind: TraceLink["kind"]): Map<string, TraceLink> =>
    new Map(links.filter((link) => link.kind === kind).map((link) => [link.name, link]));
  const [chains, callbacks, calls] = [of("chain"), of("callback"), of("call")];
  return lines.flatMap((text, line) => {
    const found = [
      ...matches(text, CHAIN, chains),
      ...matches(text, EVENT, calls),
      ...matches(text, NAMED, callbacks),
      // A function's name that is an ordinary word may be meant as one.
      ...matches(text, WORD, callbacks).filter(({ link }) => /[_@\d]/.test(link.name)),
    ];
    const byStart = new Map(found.map((one) => [one.start, { line, ...one }]));
    return [...byStart.values()].sort((a, b) => a.start - b.start);
  });
}

/** A chain at the head of a trace, and of a call or registration on one of several. */
const CHAIN = /(?<=^|, | and | on )(\S+)(?= \((?:atomic|blocking|raw|srcu|priority)| \(|$)/dg;
/** The event of a call, or the first one of a robust call. */
const EVENT = /(?<=^ {0,2}\[\d+\] (?:robust )?call, (?:up |event )?)([^\s,]+)/dg;
/** A callback that is registered, stands in the order, is called, or ends a walk. */
const NAMED =
  /(?<=^\[\d+\] (?:register, unique priority,|register|unregister) |^ {6,}\d+\. )(\S+)|(?<=^ {6})(\S+)(?=\([^()]*\) *= )|(?<=^ {4}ended by )([^\s;]+)/dg;
const WORD = /(?<![\w@])([A-Za-z_]\w*(?:@[\w./+-]*\w(?:#\d+)?)?)/dg;

function matches(
  text: string,
  pattern: RegExp,
  links: ReadonlyMap<string, TraceLink>,
): Omit<NameInLine, "line">[] {
  return [...text.matchAll(pattern)].flatMap(({ indices = [] }) => {
    const [start, end] = indices.slice(1).find((range) => range !== undefined) ?? [0, 0];
    const link = links.get(text.slice(start, end));
    return link ? [{ start, end, link }] : [];
  });
}
