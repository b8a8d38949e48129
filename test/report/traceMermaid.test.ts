/**
 * The Mermaid form of a run. That every line below is one of Mermaid's was checked with mermaid 11's own parser, over
 * the examples, the chains of Linux 6.1 and the names of the last test; LINE is what it accepted.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderMermaid } from "../../server/src/report/traceMermaid";
import { type Scenario, simulate } from "../../server/src/simulator";

function diagram(scenario: Scenario): string {
  const simulation = simulate(scenario);
  if (!simulation.ok) throw new Error(JSON.stringify(simulation.mistakes));
  return renderMermaid(scenario, simulation.answer);
}

const TEXT = String.raw`(?:[^#;\n\r"<>$%{}\\]|#\d+;|<br\/>)+`;
const LINE = new RegExp(
  String.raw`^ {4}(?:participant (?:caller|others|c\d+)(?: as ${TEXT})?` +
    String.raw`|Note over (?:caller|others|c\d+): ${TEXT}` +
    String.raw`|(?:caller|others|c\d+)(?:->>|-->>|--x)(?:caller|others|c\d+): ${TEXT})$`,
  "u",
);

function checkSyntax(text: string): void {
  const [first, ...lines] = text.trimEnd().split("\n");
  expect(first).toBe("sequenceDiagram");
  for (const line of lines) {
    expect(line).toMatch(LINE);
    expect(line).not.toMatch(/ as end$/i);
  }
}

describe("a diagram", () => {
  it("shows the walk, who takes the object, and the verdict", () => {
    const scenario: Scenario = {
      schema: 1,
      chain: { name: "task_free_notifier", type: "atomic" },
      callbacks: [
        { name: "task_stats", priority: -1, returns: {} },
        { name: "oprofile", returns: { "*": "NOTIFY_OK" }, handoff: "frees" },
      ],
      handoff: { object: "task_struct" },
    };
    expect(diagram(scenario)).toBe(`\
sequenceDiagram
    participant caller
    participant c0 as oprofile
    participant c1 as task_stats
    Note over caller: task_free_notifier (atomic)<br/>2 callbacks
    Note over caller: call 0
    caller->>c0: 0
    c0-->>caller: NOTIFY_OK (0x0001), takes it and frees it later
    caller->>c1: 0
    c1-->>caller: NOTIFY_DONE (0x0000)
    Note over caller: ${[
      "result NOTIFY_DONE (0x0000)",
      "notifier_to_errno() = 0",
      "the caller: NOTIFY_DONE (0x0000) == NOTIFY_OK is false: not taken, so it frees the task_struct",
      "task_struct: 1 claim, 1 owner, 2 frees",
      "task_struct: DOUBLE FREE: freed by oprofile and the caller",
    ].join("<br/>")}
`);
  });

  it("shows a veto, who was never told, and the rollback", () => {
    const scenario: Scenario = {
      schema: 1,
      chain: { name: "pm_chain_head", type: "blocking" },
      callbacks: [
        { name: "A", priority: 2, returns: {} },
        { name: "B", priority: 1, returns: { PREPARE: "NOTIFY_BAD" } },
        { name: "C", returns: {} },
      ],
      program: [
        { register: "A" },
        { register: "A" },
        { register: "B" },
        { register: "C" },
        { callRobust: ["PREPARE", "POST"] },
      ],
    };
    const lines = diagram(scenario).split("\n").slice(6);
    expect(lines.map((line) => line.trim())).toEqual([
      "Note over caller: register A: -EEXIST<br/>the kernel warns: A is on the chain already#59; it is not linked in again",
      "Note over caller: robust call PREPARE, undone with POST",
      "caller->>c0: PREPARE",
      "c0-->>caller: NOTIFY_DONE (0x0000)",
      "caller->>c1: PREPARE",
      "c1--xcaller: NOTIFY_BAD (0x8002), ends the walk",
      "Note over c2: never told",
      "Note over caller: rolled back with POST",
      "caller->>c0: POST",
      "c0-->>caller: NOTIFY_DONE (0x0000)",
      "Note over caller: result NOTIFY_BAD (0x8002)<br/>notifier_to_errno() = -1 (-EPERM)",
      "",
    ]);
  });

  it("gives one lifeline to the many that answer alike", () => {
    const callbacks = Array.from({ length: 40 }, (_, n) => ({
      name: `cb${n}`,
      returns: { "*": n === 30 ? "NOTIFY_BAD" : "NOTIFY_DONE" },
    }));
    const text = diagram({ schema: 1, chain: { name: "c", type: "raw" }, callbacks });
    checkSyntax(text);
    expect(text.match(/participant/g)).toHaveLength(3);
    expect(text).toContain("participant others as 39 others");
    expect(text).toContain("caller->>others: 0 to cb0, cb1, cb2 and 27 more");
    expect(text).toContain("Note over others: 9 never told");
  });

  it("draws a walk that goes round for ever", () => {
    const program = [{ register: "A" }, { register: "A" }, { call: 1 }];
    const callbacks = [{ name: "A", returns: {} }];
    const text = diagram({ schema: 1, kernel: "3.1", chain: { name: "c", type: "raw" }, callbacks, program });
    checkSyntax(text);
    expect(text).toContain("c is CORRUPTED");
    expect(text).toContain("ENDLESS: A -#62; A");
  });

  it("is valid whatever things are called", () => {
    const name = fc.oneof(
      fc.string({ minLength: 1, unit: "grapheme" }),
      fc.constantFrom(
        "end",
        " ",
        "a;b#c: ->> x as y",
        "%%{init}%%",
        "$$x$$",
        "note over caller\n: hi",
        "#35;",
      ),
    );
    const named = (chain: string, callbacks: readonly string[], event: string): Scenario => ({
      schema: 1,
      chain: { name: chain, type: "raw" },
      callbacks: callbacks.map((one) => ({ name: one, returns: { [event]: "NOTIFY_BAD" } })),
    });
    fc.assert(
      fc.property(
        name,
        fc.uniqueArray(name, { minLength: 1, maxLength: 15 }),
        name,
        (chain, callbacks, event) => {
          fc.pre(simulate(named(chain, callbacks, event)).ok);
          checkSyntax(diagram(named(chain, callbacks, event)));
        },
      ),
    );
  });
});
