/** The text of an exploration: outcomes with their counts, the shortest way there in words, what to know. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explorationText } from "../../server/src/report/exploration";
import { explore, type Scenario } from "../../server/src/simulator";

function text(scenario: Scenario): string {
  const explored = explore(scenario);
  if (!explored.ok || explored.answer.exploration === undefined) throw new Error(JSON.stringify(explored));
  return explorationText(scenario, explored.answer, explored.answer.exploration);
}

const CHAIN = { name: "c", type: "blocking" } as const;

describe("an exploration", () => {
  it("of a handoff: in how many runs the object leaks or is freed twice, and the shortest of them", () => {
    const scenario: Scenario = {
      schema: 1,
      chain: CHAIN,
      callbacks: [
        { name: "taker", returns: { "*": "NOTIFY_OK" }, handoff: "frees" },
        { name: "watcher", returns: { "*": ["NOTIFY_DONE", "NOTIFY_OK"] } },
      ],
      handoff: { object: "task_struct" },
    };
    expect(text(scenario)).toBe(`\
Explored: 4 runs, every order of equal priorities, every choice of value
  [3] call, event 0
    DOUBLE FREE (1 run, 25.0 %)
      e.g. taker = NOTIFY_OK (0x0001), then watcher = NOTIFY_DONE (0x0000)
    ok: freed once (3 runs, 75.0 %)
      e.g. watcher = NOTIFY_OK (0x0001), then taker = NOTIFY_OK (0x0001)
`);
  });

  it("of vetoes: who can bring which error about, who may not be told, and what reads as success", () => {
    const scenario: Scenario = {
      schema: 1,
      chain: CHAIN,
      callbacks: [
        { name: "A", priority: 1, returns: { UP: ["NOTIFY_OK", "NOTIFY_BAD"] } },
        { name: "B", returns: { UP: ["NOTIFY_OK", "-EBUSY"] } },
        { name: "C", priority: -1, returns: {} },
      ],
      program: [{ register: "A" }, { register: "B" }, { register: "C" }, { callRobust: ["UP", "DOWN"] }],
    };
    expect(text(scenario)).toBe(`\
Explored: 4 runs, every choice of value
  [4] call, UP
    vetoed: cut short, an error comes back (2 runs, 50.0 %)
      e.g. A = NOTIFY_BAD (0x8002)
    stopped: cut short, no error comes back (1 run, 25.0 %)
      e.g. A = NOTIFY_OK (0x0001), then B = -EBUSY (0xfffffff0)
    completed: all called, no error (1 run, 25.0 %)
      e.g. A = NOTIFY_OK (0x0001), then B = NOTIFY_OK (0x0001), then C =
          NOTIFY_DONE (0x0000)
    ended with NOTIFY_BAD (0x8002), -EPERM: by A
    ended with -EBUSY (0xfffffff0), read as success: by B
To know:
  rolled back, and success reported:
    B can end the walk of UP with -EBUSY, which undoes it, and the result reads
        as success.
  may not be told, because another callback can end the walk before:
    UP: B, C
`);
  });

  it("says what an unknown value stood for, and tells a long walk by what is unusual in it", () => {
    const callbacks = Array.from({ length: 9 }, (_, n) => ({
      name: `cb${n}`,
      priority: -n,
      returns: { "*": n === 8 ? "?" : n === 2 ? ["NOTIFY_DONE", "1"] : "NOTIFY_DONE" },
    }));
    const report = text({ schema: 1, chain: CHAIN, callbacks });
    expect(report).toContain("? stands for NOTIFY_DONE, NOTIFY_OK, NOTIFY_STOP, NOTIFY_BAD, -EINVAL, 22\n");
    expect(report).toContain("e.g. 9 calls: cb8 = NOTIFY_BAD (0x8002) comes last\n");
  });

  it("says that it is not complete where a bound was met", () => {
    const returns = { "*": Array.from({ length: 16 }, (_, bit) => 2 ** (bit % 15)) };
    const callbacks = Array.from({ length: 16 }, (_, n) => ({ name: `cb${n}`, returns }));
    expect(text({ schema: 1, chain: CHAIN, callbacks, policy: "or" })).toMatch(/\n {2}NOT COMPLETE: .*\n/);
  });

  it("keeps to 80 columns of plain text, however many runs there are", () => {
    const value = fc.constantFrom("NOTIFY_DONE", "NOTIFY_OK", "NOTIFY_BAD", "NOTIFY_STOP", "-EIO", "?");
    const callback = fc.record({
      priority: fc.integer({ min: 0, max: 1 }),
      values: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(callback, { minLength: 1, maxLength: 30 }), (made) => {
        const callbacks = made.map(({ priority, values: [first = "?", ...more] }, n) => ({
          name: `a_callback_${n}`,
          priority,
          returns: { "*": [first, ...more] },
        }));
        for (const line of text({ schema: 1, chain: CHAIN, callbacks }).split("\n"))
          expect(line).toMatch(/^[ -~]{0,80}$/);
      }),
      { numRuns: 30 },
    );
  });
});

describe("a program whose order is open", () => {
  const callbacks = [
    { name: "A", returns: { "*": "NOTIFY_STOP" } },
    { name: "B", returns: { "*": "NOTIFY_BAD" } },
  ];
  const program = [{ register: "A" }, { register: "B" }, { call: 0 }];
  const open: Scenario = { schema: 1, chain: CHAIN, callbacks, program, order: "any" };

  it("is explored in every order, and its witnesses are single runs", () => {
    const explored = explore(open);
    const outcomes = explored.ok ? explored.answer.exploration?.outcomes : undefined;
    expect([outcomes?.stopped?.count, outcomes?.vetoed?.count]).toEqual(["1", "1"]);
    expect(outcomes?.vetoed?.witness).toEqual({
      ...{ schema: 1, chain: CHAIN, callbacks, policy: undefined },
      program: [{ register: "B" }, { register: "A" }, { call: 0 }],
    });
  });

  it.each<[string, Scenario]>([
    ["without a program", { schema: 1, chain: CHAIN, callbacks, order: "any" }],
    ["with somebody registered twice", { ...open, program: [{ register: "B" }, ...program] }],
    [
      "with somebody registered late",
      { ...open, program: [{ register: "A" }, { call: 0 }, { register: "B" }] },
    ],
    ["with somebody taken off", { ...open, program: [...program, { unregister: "A" }] }],
    [
      "with a priority of its own",
      { ...open, program: [{ register: "A", priority: 3 }, ...program.slice(1)] },
    ],
    ["with a limit of calls", { ...open, program: [...program.slice(0, 2), { call: 0, nrToCall: 1 }] }],
  ])("must be plain: not %s", (_, scenario) => {
    const explored = explore(scenario);
    expect(explored.ok ? [] : explored.mistakes).toEqual([
      { path: "$.order", message: expect.stringContaining("; allowed: beside a program for one chain") },
    ]);
  });
});
