/** The sections and the names of a trace, over the texts that the command line writes (test/grammar/trace). */
import { describe, expect, test } from "vitest";
import { namesIn, type Section, sectionsOf } from "../../client/src/traceText";
import type { TraceLink } from "../../server/src/protocol/protocol";
import { fixturesOf } from "../grammar/fixtures";

const TEXTS = new Map(
  fixturesOf("trace").map(({ name, text }) => [name.replace(".notifier-trace", ""), text]),
);

function linesOf(name: string): string[] {
  const text = TEXTS.get(name);
  if (text === undefined) throw new Error(`no fixture ${name}`);
  return text.split("\n");
}

/** A section as one line, its own lines counted from 1, and those in it below. */
function outline(sections: readonly Section[], indent = ""): string[] {
  return sections.flatMap(({ name, detail, first, last, children }) => [
    `${indent}${first + 1}-${last + 1} ${name}${detail === "" ? "" : ` | ${detail}`}`,
    ...outline(children, `${indent}  `),
  ]);
}

function checkSections(name: string, expected: string): void {
  expect(`\n${outline(sectionsOf(linesOf(name))).join("\n")}\n`).toBe(expected);
}

describe("sections", () => {
  test("of a chain with what was assumed and what was explored", () => {
    checkSections(
      "explored",
      `
1-3 Assumed
5-8 task_free_notifier (atomic) | rules of Linux 3.4.0
10-12 registrations | 3
  10-10 register oprofile_task_free | 0
  11-11 register lowmem_task_free | 0
  12-12 register task_stats_notify | 0
14-26 [4] call, event 0 | DOUBLE FREE
  15-18 order | higher priority first, equal priorities as they were registered
  19-19 oprofile_task_free | NOTIFY_OK (0x0001), takes it and frees it later
  20-20 lowmem_task_free | NOTIFY_OK (0x0001)
  21-21 task_stats_notify | NOTIFY_DONE (0x0000)
28-32 Explored | 2 runs, every order of equal priorities, every choice of value
  29-32 [4] call, event 0 | DOUBLE FREE
`,
    );
  });

  test("of a broken list: what it broke belongs to the registration", () => {
    checkSections(
      "never-returns",
      `
1-2 chain (blocking) | rules of Linux 4.19
4-7 registrations | 3
  4-4 register A | 0
  5-6 register A | 0
  7-7 register A | NEVER RETURNS: the search goes round a cycle
`,
    );
  });

  test("of a walk that is rolled back", () => {
    checkSections(
      "rolled-back",
      `
1-2 pm_chain_head (blocking) | rules of Linux 6.1
4-7 registrations | 4
  4-4 register log | 0
  5-5 register driver | 0
  6-6 register checker | 0
  7-7 register late | 0
9-24 [5] robust call, up PM_SUSPEND_PREPARE, down PM_POST_SUSPEND | ends the walk
  10-14 order | higher priority first, equal priorities as they were registered
  15-15 log | NOTIFY_OK (0x0001)
  16-16 driver | NOTIFY_OK (0x0001)
  17-18 checker | notifier_from_errno(-EBUSY) (0x8011), ends
  20-21 rolled back | PM_POST_SUSPEND, from the head up to but not including
  22-22 log | NOTIFY_STOP (0x8001), ends the walk
26-27 told of | PM_SUSPEND_PREPARE in [5] and not of PM_POST_SUSPEND: driver; [5] did
`,
    );
  });

  test("of what is to know", () => {
    const lines = outline(sectionsOf(linesOf("explored-vetoes")));
    expect(lines.slice(lines.findIndex((line) => line.includes("Explored")))).toEqual([
      "18-28 Explored | 24 runs, every order of equal priorities, every choice of value",
      "  19-28 [4] call, OFFER",
      "29-34 To know",
      "  30-32 cut short, and success reported",
      "  33-34 may not be told, because another callback can end the walk before",
    ]);
  });

  test("of a comparison and of a change", () => {
    checkSections(
      "compared",
      "\n1-1 task_free_notifier (atomic) | 1 callback, under every policy, test and protocol\n3-12 call 0 | LEAK\n",
    );
    expect(outline(sectionsOf(linesOf("changed"))).slice(-2)).toEqual([
      "21-26 What if --without objcache",
      "  22-26 call MEM_GOING_OFFLINE",
    ]);
  });

  test.each([...TEXTS.keys()])("lie in order, one in another, in %s", (name) => {
    const check = (sections: readonly Section[], first: number, last: number): void => {
      let free = first;
      for (const section of sections) {
        expect(section.first).toBeGreaterThanOrEqual(free);
        expect(section.last).toBeGreaterThanOrEqual(section.first);
        expect(section.last).toBeLessThanOrEqual(last);
        check(section.children, section.first, section.last);
        free = section.last + 1;
      }
    };
    const lines = linesOf(name);
    check(sectionsOf(lines), 0, lines.length - 1);
  });
});

function link(kind: TraceLink["kind"], name: string): TraceLink {
  return { kind, name, uri: `file:///${kind}/${name}`, position: { line: 0, character: 0 } };
}

/** The names of a text in brackets, one line for each line that has any. */
function marked(name: string, links: readonly TraceLink[]): string[] {
  const lines = linesOf(name);
  const found = namesIn(lines, links);
  return [...new Set(found.map(({ line }) => line))].map((line) => {
    const text = lines[line] ?? "";
    const within = found.filter((one) => one.line === line);
    return within.reduceRight(
      (marking, { start, end }) =>
        `${marking.slice(0, start)}<${text.slice(start, end)}>${marking.slice(end)}`,
      text,
    );
  });
}

describe("names", () => {
  test("of a chain, of its callbacks and of what calls it, wherever they are meant", () => {
    const links = [
      link("chain", "task_free_notifier"),
      link("callback", "lowmem_task_free"),
      link("callback", "oprofile_task_free"),
      link("call", "0"),
    ];
    expect(marked("explored", links)).toEqual([
      "<task_free_notifier> (atomic), rules of Linux 3.4.0",
      "[1] register <oprofile_task_free> (priority 0): 0",
      "[2] register <lowmem_task_free> (priority 0): 0",
      "[4] call, event <0>",
      "      1. <oprofile_task_free>  priority 0, registered in [1]",
      "      2. <lowmem_task_free>    priority 0, registered in [2]",
      "      <oprofile_task_free>(0) = NOTIFY_OK (0x0001), takes it and frees it later",
      "      <lowmem_task_free>(0)   = NOTIFY_OK (0x0001)",
      "    task_struct: DOUBLE FREE: freed by <oprofile_task_free> and the caller",
      "  [4] call, event <0>",
      "      e.g. <oprofile_task_free> = NOTIFY_OK (0x0001), then <lowmem_task_free> =",
    ]);
  });

  test("of a callback that is an ordinary word only where a callback stands", () => {
    expect(
      marked("rolled-back", [link("callback", "late"), link("callback", "driver"), link("callback", "call")]),
    ).toEqual([
      "[2] register <driver> (priority 5): 0",
      "[4] register <late> (priority -5): 0",
      "      2. <driver>   priority 5, registered in [2]",
      "      4. <late>     priority -5, registered in [4]",
      "      <driver>(PM_SUSPEND_PREPARE)  = NOTIFY_OK (0x0001)",
    ]);
  });

  test("of an event of a robust call, and of one of two chains", () => {
    expect(
      marked("rolled-back", [link("call", "PM_SUSPEND_PREPARE"), link("call", "PM_POST_SUSPEND")]),
    ).toEqual(["[5] robust call, up <PM_SUSPEND_PREPARE>, down PM_POST_SUSPEND"]);
    expect(marked("two-chains", [link("chain", "second")])).toEqual([
      "first (blocking) and <second> (blocking), rules of Linux 6.1",
      "[3] register Q on <second> (priority 0): 0",
      "[4] register S on <second> (priority 1): 0",
      "[6] call, event 0 on <second>",
    ]);
  });
});
