/** The trace of a simulation in plain text: whole texts for the cases that matter, and its width for all. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderTrace } from "../../server/src/report/trace";
import type { Scenario } from "../../server/src/simulator";
import { simulate } from "../../server/src/simulator";

function trace(scenario: Scenario): string {
  const simulation = simulate(scenario);
  if (!simulation.ok) throw new Error(JSON.stringify(simulation.mistakes));
  return renderTrace(scenario, simulation.answer);
}

const HANDOFF: Scenario = {
  schema: 1,
  chain: { name: "task_free_notifier", type: "atomic" },
  callbacks: [
    { name: "oprofile", returns: { "*": "NOTIFY_OK" }, handoff: "frees" },
    { name: "bystander", returns: { "*": "NOTIFY_DONE" } },
  ],
  handoff: { object: "task_struct" },
};

describe("whole traces", () => {
  it("tells a double free from the order to the last free", () => {
    expect(trace(HANDOFF)).toBe(`\
task_free_notifier (atomic), rules of Linux 6.1
a walk returns the value of the last callback called
each call hands out one task_struct to the callbacks; the caller frees it unless
    result == NOTIFY_OK

[1] register oprofile (priority 0): 0
[2] register bystander (priority 0): 0

[3] call, event 0
    order: higher priority first, equal priorities as they were registered
      1. oprofile   priority 0, registered in [1]
      2. bystander  priority 0, registered in [2]
      oprofile(0)  = NOTIFY_OK (0x0001), takes it and frees it later
      bystander(0) = NOTIFY_DONE (0x0000)
    result NOTIFY_DONE (0x0000) of 2 calls; notifier_to_errno() = 0, no error
    the caller: NOTIFY_DONE (0x0000) == NOTIFY_OK is false: not taken, so it
        frees the task_struct
    task_struct: 1 claim, 1 owner, 2 frees
    task_struct: DOUBLE FREE: freed by oprofile and the caller
`);
  });

  it("tells a rollback that reports success, and who was never told", () => {
    const scenario: Scenario = {
      schema: 1,
      chain: { name: "pm_chain_head", type: "blocking" },
      callbacks: [
        { name: "A", priority: 10, returns: { "*": "NOTIFY_OK" } },
        { name: "B", returns: { PREPARE: "-EBUSY" } },
        { name: "C", priority: -1, returns: {} },
      ],
      program: [{ register: "C" }, { register: "B" }, { register: "A" }, { callRobust: ["PREPARE", "POST"] }],
    };
    expect(trace(scenario)).toBe(`\
pm_chain_head (blocking), rules of Linux 6.1
a walk returns the value of the last callback called

[1] register C (priority -1): 0
[2] register B (priority 0): 0
[3] register A (priority 10): 0

[4] robust call, up PREPARE, down POST
    order: higher priority first, equal priorities as they were registered
      1. A  priority 10, registered in [3]
      2. B  priority 0, registered in [2]
      3. C  priority -1, registered in [1]
      A(PREPARE) = NOTIFY_OK (0x0001)
      B(PREPARE) = -EBUSY (0xfffffff0), ends the walk
    never told: C
    rolled back with POST, from the head up to but not including B
      A(POST) = NOTIFY_OK (0x0001)
    rolled back and succeeded: the caller sees no error
    result -EBUSY (0xfffffff0) of 2 calls; notifier_to_errno() = 0, no error
    the stop bit is set, but decoding the result reports success
`);
  });

  it("tells a corrupted list and a walk that never returns", () => {
    const scenario: Scenario = {
      schema: 1,
      kernel: "4.20",
      chain: { name: "c", type: "raw" },
      callbacks: [
        { name: "A", priority: 10, returns: {} },
        { name: "B", returns: {} },
        { name: "C", priority: -5, returns: {} },
      ],
      program: [
        { register: "A" },
        { register: "B" },
        { register: "C" },
        { register: "B" },
        { call: 0 },
        { call: 1 },
      ],
    };
    expect(trace(scenario)).toBe(`\
c (raw), rules of Linux 4.20
a walk returns the value of the last callback called

[1] register A (priority 10): 0
[2] register B (priority 0): 0
[3] register C (priority -5): 0
[4] register B (priority 0): 0
    the kernel warns, once since boot: B is on the chain already; it is linked
        in again all the same
    CORRUPTED c: C fell off the list, though still registered
    CORRUPTED c: the list goes round B -> B for ever

[5] call, event 0
    order: the list never ends, it goes round B -> B
      1. A  priority 10, registered in [1]
      2. B  priority 0, registered in [4]
      A(0) = NOTIFY_DONE (0x0000)
      B(0) = NOTIFY_DONE (0x0000)
    ENDLESS: B -> B and so on; the walk never returns

the run ends here: 1 further operation never made
`);
  });
});

describe("a line of its own", () => {
  const withHandoff = (more: Partial<Scenario>) => ({ ...HANDOFF, ...more });
  const keeper = { name: "keeper", returns: { "*": "NOTIFY_OK" }, handoff: "keeps" } as const;
  const phantom = { name: "phantom", returns: { "*": "NOTIFY_OK" } };
  it.each<[string, Scenario, string]>([
    [
      "the phantom's leak",
      withHandoff({ callbacks: [phantom] }),
      "task_struct: LEAK: called taken, but nobody took it and nobody frees it",
    ],
    [
      "the keeper's leak",
      withHandoff({ callbacks: [keeper] }),
      "task_struct: LEAK: keeper took it and it is never freed",
    ],
    [
      "a use after free",
      withHandoff({ callbacks: [keeper, { name: "b", returns: {} }] }),
      "task_struct: USE AFTER FREE: keeper kept it, and it is freed",
    ],
    [
      "the last put",
      withHandoff({ handoff: { object: "task_struct", protocol: "refcount" } }),
      "the caller: puts its reference without a look at the result; 1 reference left",
    ],
    [
      "the caller's put",
      withHandoff({ callbacks: [phantom], handoff: { protocol: "refcount" } }),
      "the caller: puts its reference, the last one: the object is freed",
    ],
    ["a direct call", withHandoff({ handoff: { protocol: "direct" } }), "never told: bystander"],
    [
      "an or-ed result",
      withHandoff({ policy: "or" }),
      "a walk returns all values or-ed together (policy or, not the kernel's)",
    ],
    [
      "an errno off by one",
      withHandoff({ callbacks: [{ name: "a", returns: { "*": 22 } }] }),
      "result 22 (0x0016) of 1 call; notifier_to_errno() = -21 (-EISDIR)",
    ],
    [
      "a refused registration",
      withHandoff({ program: [{ register: "oprofile" }, { register: "oprofile" }] }),
      "[2] register oprofile (priority 0): -EEXIST",
    ],
    [
      "the priority that was set before",
      withHandoff({ program: [{ register: "oprofile", priority: 7 }, { unregister: "oprofile" }] }),
      "[2] unregister oprofile (priority 7): 0",
    ],
    [
      "a missing robust call",
      withHandoff({ program: [{ callRobust: [1, 2] }] }),
      "Linux 6.1 has no atomic_notifier_call_chain_robust(): walked as if it had",
    ],
    ["an empty chain", withHandoff({ program: [{ call: 0 }] }), "nobody is registered"],
  ])("%s", (_, scenario, wanted) => {
    expect(
      trace(scenario)
        .replace(/\n {8}/g, " ")
        .split("\n")
        .map((one) => one.trim()),
    ).toContain(wanted);
  });

  it("names the chain of each step where there are several", () => {
    const scenario: Scenario = {
      schema: 1,
      chains: [
        { name: "first", type: "raw" },
        { name: "second", type: "raw" },
      ],
      callbacks: ["S", "P", "Q"].map((name) => ({ name, returns: {}, priority: name === "S" ? 1 : 0 })),
      program: [
        { register: "S", on: "first" },
        { register: "P", on: "first" },
        { register: "Q", on: "second" },
        { register: "S", on: "second" },
        { call: 0, on: "first" },
      ],
    };
    const lines = trace(scenario).split("\n");
    expect(lines).toContain("    CORRUPTED first: P fell off the list, though still registered");
    expect(lines).toContain("    CORRUPTED first: walks of it now call Q too, with this chain's data");
    expect(lines).toContain("[5] call, event 0 on first");
  });
});

it("keeps to 80 columns and ends with a newline, whatever the names", () => {
  const name = fc.stringMatching(/^[a-z_]{1,90}$/);
  const value = fc.constantFrom(
    "NOTIFY_OK",
    "NOTIFY_BAD",
    "notifier_from_errno(-EPROTONOSUPPORT)",
    "-EINVAL",
    3,
  );
  const callback = fc.record({ name, returns: fc.dictionary(name, value, { maxKeys: 2 }) });
  const callbacks = fc.uniqueArray(callback, { maxLength: 5, selector: (one) => one.name });
  fc.assert(
    fc.property(callbacks, name, (all, chain) => {
      const taking = all.map((one) => ({ ...one, handoff: "frees" as const }));
      const text = trace({ schema: 1, chain: { name: chain, type: "raw" }, callbacks: taking, handoff: {} });
      expect(text.endsWith("\n")).toBe(true);
      for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    }),
  );
});

describe("callbacks that wait for the end of what was announced", () => {
  const memory = (offline: string, calls: readonly string[]): Scenario => ({
    schema: 1,
    chain: { name: "memory_chain", type: "blocking" },
    callbacks: [
      { name: "A", returns: { MEM_OFFLINE: offline } },
      { name: "B", returns: {} },
      { name: "C", returns: { MEM_GOING_OFFLINE: offline === "0" ? "NOTIFY_BAD" : 0 } },
    ],
    program: [
      ...["A", "B", "C"].map((name) => ({ register: name })),
      ...calls.map((event) => ({ call: event })),
    ],
  });
  const FIRST = "told of MEM_GOING_OFFLINE in [4] and of neither MEM_OFFLINE nor\n    MEM_CANCEL_OFFLINE";

  it.each<[string, Scenario, string]>([
    [
      "where a later call did not reach them",
      memory("NOTIFY_STOP", ["MEM_GOING_OFFLINE", "MEM_OFFLINE"]),
      `${FIRST}: B and C; [5] did not reach them\n`,
    ],
    [
      "where the caller got an error and told nobody",
      memory("0", ["MEM_GOING_OFFLINE"]),
      `${FIRST}: A and B; the walk reported an error and nothing was\n    called after it to say so\n`,
    ],
  ])("%s: one sentence at the end", (_, scenario, text) => {
    expect(trace(scenario).slice(-text.length - 1)).toBe(`\n${text}`);
  });

  it("are no line where there are none", () => {
    expect(trace(memory("0", ["MEM_GOING_OFFLINE", "MEM_CANCEL_OFFLINE"]))).not.toContain("told of");
  });
});
