/**
 * Who frees the object: every row of "The bug this project starts from" in domain.md as a test of its name, then the
 * accounting of each protocol and claim test.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  HandoffOutcome,
  Protocol,
  Scenario,
  ScenarioCallback,
  ScenarioHandoff,
} from "../../server/src/simulator";
import { simulate } from "../../server/src/simulator";
import { answerTo, lastStep, onOneChain, visited } from "./support";

const OPROFILE: ScenarioCallback = { name: "oprofile", returns: { "*": "NOTIFY_OK" }, handoff: "frees" };
const LOWMEMORYKILLER: ScenarioCallback = { name: "lowmemorykiller", returns: { "*": "NOTIFY_OK" } };
const BYSTANDER: ScenarioCallback = { name: "bystander", returns: { "*": "NOTIFY_DONE" } };

/** The chain that __put_task_struct() asks, with these callbacks in this order. */
function taskFree(callbacks: readonly ScenarioCallback[], more: Partial<Scenario> = {}): Scenario {
  return {
    schema: 1,
    kernel: "3.4",
    chain: { name: "task_free_notifier", type: "atomic" },
    callbacks,
    handoff: { object: "task_struct", claim: "== NOTIFY_OK", protocol: "claim" },
    ...more,
  };
}

/** Checks what becomes of the object of the last call. */
function checkFate(scenario: Scenario, expected: Partial<HandoffOutcome>): void {
  expect(answerTo(scenario).handoff).toMatchObject(expected);
}

it("answers the example of contract.md as it is printed there", () => {
  const scenario: Scenario = {
    schema: 1,
    kernel: "6.1",
    chain: { name: "task_free_notifier", type: "atomic" },
    callbacks: [
      { name: "oprofile", priority: 0, returns: { "*": "NOTIFY_OK" }, handoff: "frees" },
      { name: "lowmemorykiller", returns: { "*": "NOTIFY_OK" } },
    ],
    program: [{ register: "oprofile" }, { register: "lowmemorykiller" }, { call: 0 }],
    policy: "last",
    handoff: { object: "task_struct", claim: "== NOTIFY_OK", protocol: "claim" },
  };
  const answer = {
    schema: 1,
    chain: "task_free_notifier",
    steps: [
      { op: "register", callback: "oprofile", returned: 0 },
      { op: "register", callback: "lowmemorykiller", returned: 0 },
      {
        op: "call",
        event: 0,
        visited: [
          { callback: "oprofile", event: 0, returned: 1 },
          { callback: "lowmemorykiller", event: 0, returned: 1 },
        ],
        result: 1,
        nrCalls: 2,
        errno: 0,
        stoppedBy: null,
      },
    ],
    handoff: { claims: 2, owners: 1, callerFrees: false, frees: 1, outcome: "ok" },
  };
  expect(JSON.stringify(answerTo(scenario))).toBe(JSON.stringify(answer));
});

describe("the bug of April 2012", () => {
  it("the leak: lowmemorykiller claims the task and takes nothing", () => {
    const fate = { claims: 1, owners: 0, callerFrees: false, frees: 0, outcome: "leak" } as const;
    checkFate(taskFree([LOWMEMORYKILLER]), fate);
    checkFate(taskFree([BYSTANDER, LOWMEMORYKILLER]), fate);
  });

  it("the double free: a later NOTIFY_DONE hides oprofile's claim", () => {
    const fate = { claims: 1, owners: 1, callerFrees: true, frees: 2, outcome: "double-free" } as const;
    checkFate(taskFree([OPROFILE, BYSTANDER]), fate);
    checkFate(taskFree([OPROFILE, LOWMEMORYKILLER, BYSTANDER]), { ...fate, claims: 2 });
  });

  it("priority decides whether the claim is hidden", () => {
    checkFate(taskFree([OPROFILE, { ...BYSTANDER, priority: 1 }]), { frees: 1, outcome: "ok" });
    checkFate(taskFree([{ ...OPROFILE, priority: 1 }, BYSTANDER]), { frees: 2, outcome: "double-free" });
  });

  it("or-ed results with == NOTIFY_OK: one claim among NOTIFY_DONE is seen", () => {
    checkFate(taskFree([OPROFILE, BYSTANDER], { policy: "or" }), {
      callerFrees: false,
      frees: 1,
      outcome: "ok",
    });
  });

  it("or-ed results with == NOTIFY_OK: any other bit brings the double free back", () => {
    const other: ScenarioCallback = { name: "other", returns: { "*": 4 } };
    const fate = { callerFrees: true, frees: 2, outcome: "double-free" } as const;
    checkFate(taskFree([OPROFILE, other], { policy: "or" }), fate);
    checkFate(taskFree([OPROFILE, { ...other, returns: { "*": "NOTIFY_BAD" } }], { policy: "or" }), fate);
  });

  it("or-ed results with & NOTIFY_OK: the claim is seen through any other bit", () => {
    const handoff: ScenarioHandoff = { object: "task_struct", claim: "& NOTIFY_OK" };
    const others = [BYSTANDER, { name: "other", returns: { "*": "NOTIFY_BAD" } }];
    checkFate(taskFree([OPROFILE, ...others], { policy: "or", handoff }), { frees: 1, outcome: "ok" });
  });

  it("no arithmetic helps the phantom claim: or-ed with either test, it still leaks", () => {
    for (const claim of ["== NOTIFY_OK", "& NOTIFY_OK"])
      checkFate(taskFree([LOWMEMORYKILLER, BYSTANDER], { policy: "or", handoff: { claim } }), {
        outcome: "leak",
      });
  });

  it("no arithmetic hands one object to two: two takers free it twice under every policy and test", () => {
    const second = { ...OPROFILE, name: "second" };
    for (const policy of ["last", "or"] as const)
      for (const claim of ["== NOTIFY_OK", "& NOTIFY_OK"])
        checkFate(taskFree([OPROFILE, second], { policy, handoff: { claim } }), {
          owners: 2,
          outcome: "double-free",
        });
  });

  it("removal: with the lowmemorykiller off the chain, oprofile alone is right", () => {
    const program = [
      { register: "lowmemorykiller" },
      { register: "oprofile" },
      { unregister: "lowmemorykiller" },
      { call: 0 },
    ];
    checkFate(taskFree([LOWMEMORYKILLER, OPROFILE], { program }), {
      claims: 1,
      owners: 1,
      frees: 1,
      outcome: "ok",
    });
    const none = [{ register: "lowmemorykiller" }, { unregister: "lowmemorykiller" }, { call: 0 }];
    const free = { claims: 0, owners: 0, callerFrees: true, frees: 1, outcome: "ok" } as const;
    checkFate(taskFree([LOWMEMORYKILLER], { program: none }), free);
  });

  it("reference counting: the last put frees, whatever the callbacks return and in whatever order", () => {
    const handoff: ScenarioHandoff = { object: "task_struct", protocol: "refcount" };
    const second = { ...OPROFILE, name: "second", returns: { "*": "NOTIFY_DONE" } };
    for (const callbacks of [
      [LOWMEMORYKILLER],
      [OPROFILE, BYSTANDER],
      [OPROFILE, LOWMEMORYKILLER],
      [OPROFILE, second],
      [second, OPROFILE, LOWMEMORYKILLER, BYSTANDER],
    ])
      checkFate(taskFree(callbacks, { handoff }), { frees: 1, outcome: "ok" });
  });

  it("the direct call: oprofile alone is asked, its result decides", () => {
    const handoff: ScenarioHandoff = { object: "task_struct", claim: "== NOTIFY_OK", protocol: "direct" };
    const scenario = taskFree([LOWMEMORYKILLER, OPROFILE, BYSTANDER], { handoff });
    expect(visited(lastStep(answerTo(scenario)))).toEqual(["oprofile"]);
    checkFate(scenario, { claims: 1, owners: 1, callerFrees: false, frees: 1, outcome: "ok" });
  });

  it("the veto: a subsystem stops MEM_GOING_OFFLINE with NOTIFY_BAD", () => {
    const memory: ScenarioCallback[] = [
      { name: "slab", returns: { MEM_GOING_OFFLINE: "NOTIFY_OK" } },
      { name: "cgroup", returns: { MEM_GOING_OFFLINE: "NOTIFY_BAD" } },
      { name: "ksm", returns: { MEM_GOING_OFFLINE: "NOTIFY_OK" } },
    ];
    const chain = { name: "memory_chain", type: "blocking" } as const;
    const step = lastStep(answerTo({ schema: 1, chain, callbacks: memory }));
    expect(step).toMatchObject({
      event: "MEM_GOING_OFFLINE",
      result: 0x8002,
      errno: -1,
      stoppedBy: "cgroup",
    });
    expect(visited(step)).toEqual(["slab", "cgroup"]);
  });

  it("a walk must not end at NOTIFY_OK: with that policy the veto is never asked for", () => {
    const memory: ScenarioCallback[] = [
      { name: "slab", returns: { "*": "NOTIFY_OK" } },
      { name: "cgroup", returns: { "*": "NOTIFY_BAD" } },
    ];
    const chain = { name: "memory_chain", type: "blocking" } as const;
    const step = lastStep(answerTo({ schema: 1, chain, callbacks: memory, policy: "stop-on-ok" }));
    expect(step).toMatchObject({ result: 1, errno: 0, stoppedBy: "slab" });
    expect(visited(step)).toEqual(["slab"]);
  });

  it("the subsystem that was never told: slab has no callback when a node comes online", () => {
    const memory: ScenarioCallback[] = [
      { name: "page_cgroup", returns: { MEM_GOING_ONLINE: "NOTIFY_OK" } },
      { name: "slab", returns: { MEM_GOING_ONLINE: "notifier_from_errno(-ENOMEM)" } },
    ];
    const chain = { name: "memory_chain", type: "blocking" } as const;
    const without = [{ register: "page_cgroup" }, { call: "MEM_GOING_ONLINE" }];
    const step = lastStep(answerTo({ schema: 1, chain, callbacks: memory, program: without }));
    expect(visited(step)).toEqual(["page_cgroup"]);
    expect(step).toMatchObject({ errno: 0 });
    expect(lastStep(answerTo({ schema: 1, chain, callbacks: memory }))).toMatchObject({ errno: -12 });
  });
});

describe("a claim test", () => {
  it.each([
    { claim: "== NOTIFY_OK", taken: [1], not: [0, 3, 0x8001, 0x8002, -22] },
    { claim: "& NOTIFY_OK", taken: [1, 3, 0x8001, -21], not: [0, 2, 0x8002, -22] },
    { claim: "== NOTIFY_STOP", taken: [0x8001], not: [0, 1, 0x8002] },
    { claim: "!= NOTIFY_DONE", taken: [1, 0x8001, 0x8002, -22], not: [0] },
    { claim: "& NOTIFY_STOP_MASK", taken: [0x8000, 0x8002, -22], not: [0, 1] },
    { claim: "==NOTIFY_BAD", taken: [0x8002], not: [0, 1] },
  ])("$claim", ({ claim, taken, not }) => {
    const frees = (value: number) =>
      answerTo(taskFree([{ name: "A", returns: { "*": value } }], { handoff: { claim } })).handoff
        ?.callerFrees;
    expect(taken.map(frees)).toEqual(taken.map(() => false));
    expect(not.map(frees)).toEqual(not.map(() => true));
  });

  it("is == NOTIFY_OK with the protocol claim where the scenario says nothing", () => {
    checkFate(taskFree([OPROFILE], { handoff: {} }), { claims: 1, callerFrees: false, outcome: "ok" });
  });
});

describe("the accounting", () => {
  const keeps: ScenarioCallback = { name: "keeper", returns: { "*": "NOTIFY_OK" }, handoff: "keeps" };
  const silent: ScenarioCallback = { ...OPROFILE, name: "silent", returns: { "*": "NOTIFY_DONE" } };
  it.each<{ what: string; protocol: Protocol; callbacks: ScenarioCallback[]; fate: HandoffOutcome }>([
    {
      what: "nobody is there: the caller frees",
      protocol: "claim",
      callbacks: [],
      fate: { claims: 0, owners: 0, callerFrees: true, frees: 1, outcome: "ok" },
    },
    {
      what: "a claimant that keeps leaks",
      protocol: "claim",
      callbacks: [keeps],
      fate: { claims: 1, owners: 1, callerFrees: false, frees: 0, outcome: "leak" },
    },
    {
      what: "a taker that does not say so doubles the free",
      protocol: "claim",
      callbacks: [silent],
      fate: { claims: 0, owners: 1, callerFrees: true, frees: 2, outcome: "double-free" },
    },
    {
      what: "a keeper of a freed object dangles",
      protocol: "claim",
      callbacks: [keeps, BYSTANDER],
      fate: { claims: 1, owners: 1, callerFrees: true, frees: 1, outcome: "ok", dangling: ["keeper"] },
    },
    {
      what: "by refcount without takers the caller's put is the last",
      protocol: "refcount",
      callbacks: [LOWMEMORYKILLER],
      fate: { claims: 1, owners: 0, callerFrees: true, frees: 1, outcome: "ok" },
    },
    {
      what: "by refcount a taker that never puts leaks, whoever else does",
      protocol: "refcount",
      callbacks: [keeps, OPROFILE],
      fate: { claims: 2, owners: 2, callerFrees: false, frees: 0, outcome: "leak" },
    },
    {
      what: "a direct call without takers calls nobody",
      protocol: "direct",
      callbacks: [LOWMEMORYKILLER, BYSTANDER],
      fate: { claims: 0, owners: 0, callerFrees: true, frees: 1, outcome: "ok" },
    },
    {
      what: "a direct call to one that does not say so doubles the free",
      protocol: "direct",
      callbacks: [silent, OPROFILE],
      fate: { claims: 0, owners: 1, callerFrees: true, frees: 2, outcome: "double-free" },
    },
  ])("$what", ({ protocol, callbacks, fate }) => {
    expect(answerTo(taskFree(callbacks, { handoff: { protocol } })).handoff).toEqual(fate);
  });

  it("takes only with the values of `takes`, where they are given", () => {
    const choosy: ScenarioCallback = {
      ...OPROFILE,
      returns: { A: "NOTIFY_OK", B: "NOTIFY_DONE" },
      takes: ["NOTIFY_OK"],
    };
    const call = (event: string) =>
      taskFree([choosy], { program: [{ register: "oprofile" }, { call: event }] });
    checkFate(call("A"), { owners: 1, callerFrees: false, frees: 1 });
    checkFate(call("B"), { owners: 0, callerFrees: true, frees: 1 });
  });

  it("leaves out whom the walk never reached", () => {
    const stopper: ScenarioCallback = { name: "stopper", returns: { "*": "NOTIFY_STOP" } };
    checkFate(taskFree([stopper, OPROFILE]), { claims: 0, owners: 0, callerFrees: true, outcome: "ok" });
  });

  it("is told per call where there are several, and at the top for the last", () => {
    const program = [{ register: "oprofile" }, { call: 0 }, { unregister: "oprofile" }, { call: 0 }];
    const answer = answerTo(taskFree([OPROFILE], { program }));
    expect(answer.steps[1]).toMatchObject({ handoff: { owners: 1, callerFrees: false, outcome: "ok" } });
    expect(answer.steps[3]).toMatchObject({ handoff: { owners: 0, callerFrees: true, outcome: "ok" } });
    expect(answer.handoff).toMatchObject({ owners: 0, callerFrees: true });
  });

  it("looks at the way up of a robust call, and at none that never comes back", () => {
    const callbacks = [OPROFILE, { name: "veto", returns: { "*": "NOTIFY_BAD" } }];
    const program = [{ register: "oprofile" }, { register: "veto" }, { callRobust: [1, 2] as const }];
    checkFate(taskFree(callbacks, { program }), { claims: 1, owners: 1, frees: 2 });
    const twice = [{ register: "oprofile" }, { register: "oprofile" }, { call: 0 }];
    expect(answerTo(taskFree([OPROFILE], { program: twice }))).not.toHaveProperty("handoff");
  });

  it("counts a callback twice that a corrupted list calls twice", () => {
    const program = [{ register: "oprofile" }, { register: "oprofile" }, { call: 0, nrToCall: 2 }];
    checkFate(taskFree([OPROFILE], { program }), { claims: 2, owners: 2, frees: 2, outcome: "double-free" });
  });

  it("has no object without a handoff", () => {
    const { handoff: _, ...scenario } = taskFree([OPROFILE]);
    expect(answerTo(scenario)).not.toHaveProperty("handoff");
  });

  it("frees once by refcount in every scenario whose takers all put", () => {
    const taker = fc.record({ value: fc.integer({ min: -5, max: 3 }), takes: fc.boolean() });
    fc.assert(
      fc.property(fc.array(taker, { maxLength: 6 }), (takers) => {
        const callbacks = takers.map(({ value, takes }, index): ScenarioCallback => {
          const plain = { name: `b${index}`, returns: { "*": value } };
          return takes ? { ...plain, handoff: "frees" } : plain;
        });
        checkFate(taskFree(callbacks, { handoff: { protocol: "refcount" } }), { frees: 1, outcome: "ok" });
      }),
    );
  });
});

describe("what is no single run", () => {
  const open = (value: string | readonly (string | number)[]): Scenario =>
    onOneChain([{ name: "A", returns: { X: value, "*": 0 } }], [{ register: "A" }, { call: "X" }]);

  it.each<[string, string | readonly (string | number)[], string]>([
    ["?", "?", "6"],
    ["notifier_from_errno(...)", "notifier_from_errno(...)", "1"],
    ["NOTIFY_OK, NOTIFY_DONE", ["NOTIFY_OK", "NOTIFY_DONE"], "2"],
  ])("%s is explored without being asked", (_, value, runs) => {
    expect(answerTo(open(value)).exploration).toMatchObject({ complete: true, runs });
  });

  it("is one run if the values are one, or the event is never called, or nobody registers it", () => {
    expect(answerTo(open(["NOTIFY_OK", 1, "0x1"]))).not.toHaveProperty("exploration");
    const program = [{ register: "A" }, { call: "Y" }];
    expect(answerTo({ ...open("?"), program })).not.toHaveProperty("exploration");
    expect(answerTo({ ...open("?"), program: [{ call: "X" }] })).not.toHaveProperty("exploration");
  });

  it("is invalid if it contradicts itself", () => {
    const simulation = simulate({ ...open("?"), program: [{ register: "B" }, { call: "X" }] });
    expect(simulation).toMatchObject({
      ok: false,
      reason: "invalid",
      mistakes: [{ path: "$.program[0].register" }],
    });
  });
});

describe("a scenario without a program", () => {
  it("registers as listed and calls each event that is named, once, or event 0", () => {
    const callbacks: ScenarioCallback[] = [
      { name: "A", returns: { UP: 1, DOWN: 0 } },
      { name: "B", returns: { DOWN: 1, "5": 1, "*": 0 } },
    ];
    const chain = { name: "chain", type: "raw" } as const;
    const ops = (scenario: Scenario) =>
      answerTo(scenario).steps.map((step) => ("event" in step ? step.event : step.op));
    expect(ops({ schema: 1, chain, callbacks })).toEqual(["register", "register", "UP", "DOWN", 5]);
    expect(ops({ schema: 1, chain, callbacks: [{ name: "A", returns: { "*": 1 } }] })).toEqual([
      "register",
      0,
    ]);
    expect(ops({ schema: 1, chain, callbacks: [] })).toEqual([0]);
  });
});
