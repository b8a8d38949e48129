/** The section "Walks" of domain.md: plain and robust walks, nr_to_call, cycles and policies. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Policy, ReturnValue, Scenario, ScenarioCallback } from "../../server/src/simulator";
import { answerTo, lastStep, onOneChain, visited } from "./support";

const TYPES = ["atomic", "blocking", "raw", "srcu"] as const;

/** Callbacks A, B, C … that return these values, whatever the event. */
function returning(...values: ReturnValue[]): ScenarioCallback[] {
  return values.map((value, index) => ({ name: "ABCDEF"[index] ?? "", returns: { "*": value } }));
}

function calling(callbacks: readonly ScenarioCallback[], more: Partial<Scenario> = {}): Scenario {
  return onOneChain(callbacks, [...callbacks.map(({ name }) => ({ register: name })), { call: 7 }], more);
}

describe("a plain walk", () => {
  it.each([
    { what: "an empty chain", values: [], called: "", result: 0, errno: 0, stop: null },
    {
      what: "the last value",
      values: ["NOTIFY_OK", "NOTIFY_DONE"],
      called: "AB",
      result: 0,
      errno: 0,
      stop: null,
    },
    {
      what: "NOTIFY_DONE and NOTIFY_OK go on",
      values: [0, 1, 0, 1],
      called: "ABCD",
      result: 1,
      errno: 0,
      stop: null,
    },
    {
      what: "NOTIFY_STOP ends it",
      values: [1, "NOTIFY_STOP", 1],
      called: "AB",
      result: 0x8001,
      errno: 0,
      stop: "B",
    },
    {
      what: "a bare mask ends it",
      values: ["NOTIFY_STOP_MASK", 1],
      called: "A",
      result: 0x8000,
      errno: 0,
      stop: "A",
    },
    {
      what: "NOTIFY_BAD ends it",
      values: [1, "NOTIFY_BAD", 1],
      called: "AB",
      result: 0x8002,
      errno: -1,
      stop: "B",
    },
    {
      what: "notifier_from_errno(-EINVAL) ends it",
      values: ["notifier_from_errno(-EINVAL)", 1],
      called: "A",
      result: 0x8017,
      errno: -22,
      stop: "A",
    },
    {
      what: "a raw -EINVAL cuts it and reports success",
      values: ["-EINVAL", 1],
      called: "A",
      result: -22,
      errno: 0,
      stop: "A",
    },
    {
      what: "a positive 22 counts if it comes last",
      values: [1, 22],
      called: "AB",
      result: 22,
      errno: -21,
      stop: null,
    },
    {
      what: "a positive 22 is lost before others",
      values: [22, 1],
      called: "AB",
      result: 1,
      errno: 0,
      stop: null,
    },
    {
      what: "notifier_from_errno(22)",
      values: ["notifier_from_errno(22)", 1],
      called: "A",
      result: -21,
      errno: 0,
      stop: "A",
    },
    {
      what: "notifier_from_errno(NOTIFY_OK): success wrapped twice ends it",
      values: ["notifier_from_errno(NOTIFY_OK)", 1],
      called: "A",
      result: 0x8000,
      errno: 0,
      stop: "A",
    },
  ])("$what", ({ values, called, result, errno, stop }) => {
    for (const type of TYPES) {
      const callbacks = returning(...values);
      const program = [...callbacks.map(({ name }) => ({ register: name })), { call: 7 }];
      const step = lastStep(answerTo(onOneChain(callbacks, program, { type })));
      expect(visited(step).join("")).toBe(called);
      expect(step).toMatchObject({ result, errno, stoppedBy: stop, nrCalls: called.length, event: 7 });
    }
  });

  it("passes the event, by number or by name, and * is every other one", () => {
    const callbacks: ScenarioCallback[] = [
      { name: "A", returns: { PM_SUSPEND_PREPARE: "NOTIFY_OK", "3": "NOTIFY_BAD", "*": "NOTIFY_STOP" } },
    ];
    const events = ["PM_SUSPEND_PREPARE", 3, "3", "0x3", 4, "constructor"];
    const program = [{ register: "A" }, ...events.map((call) => ({ call }))];
    const results = answerTo(onOneChain(callbacks, program)).steps.flatMap((step) =>
      "result" in step ? [step.result] : [],
    );
    expect(results).toEqual([1, 0x8002, 0x8002, 0x8002, 0x8001, 0x8001]);
  });

  it("meets NOTIFY_DONE where a callback says nothing about an event", () => {
    const program = [{ register: "A" }, { call: "toString" }];
    expect(lastStep(answerTo(onOneChain([{ name: "A", returns: { X: 1 } }], program)))).toMatchObject({
      result: 0,
    });
  });

  it("meets the notifier_from_errno(0) of the kernel at hand", () => {
    const scenario = calling(returning("notifier_from_errno(0)", 0));
    expect(visited(lastStep(answerTo({ ...scenario, kernel: "2.6.34" })))).toEqual(["A"]);
    expect(visited(lastStep(answerTo({ ...scenario, kernel: "2.6.35" })))).toEqual(["A", "B"]);
  });
});

describe("nr_to_call", () => {
  it.each([
    { nrToCall: -1, called: "ABC", result: 3 },
    { nrToCall: -7, called: "ABC", result: 3 },
    { nrToCall: 0, called: "", result: 0 },
    { nrToCall: 1, called: "A", result: 1 },
    { nrToCall: 2, called: "AB", result: 2 },
    { nrToCall: 9, called: "ABC", result: 3 },
  ])("$nrToCall calls $called", ({ nrToCall, called, result }) => {
    const callbacks = returning(1, 2, 3);
    const program = [...callbacks.map(({ name }) => ({ register: name })), { call: 0, nrToCall }];
    const step = lastStep(answerTo(onOneChain(callbacks, program)));
    expect(visited(step).join("")).toBe(called);
    expect(step).toMatchObject({ result, nrToCall, nrCalls: called.length, stoppedBy: null });
  });

  it("counts the callback that ended the walk too", () => {
    expect(lastStep(answerTo(calling(returning(1, "NOTIFY_BAD", 1))))).toMatchObject({ nrCalls: 2 });
  });

  it("limits a walk that goes round a cycle", () => {
    const program = [{ register: "A" }, { register: "A" }, { call: 0, nrToCall: 3 }];
    const step = lastStep(answerTo(onOneChain(returning(1), program, { kernel: "3.1" })));
    expect(step).toMatchObject({ result: 1, nrCalls: 3, stoppedBy: null });
    expect(visited(step)).toEqual(["A", "A", "A"]);
  });
});

describe("a walk round a cycle", () => {
  const looping = (value: ReturnValue): Scenario =>
    onOneChain(
      [
        { name: "A", priority: 10, returns: { "*": "NOTIFY_OK" } },
        { name: "B", returns: { "*": value } },
      ],
      [{ register: "A" }, { register: "B" }, { register: "B" }, { call: 0 }, { call: 1 }],
      { kernel: "3.1" },
    );

  it("is endless, tells the cycle once round, and has no result", () => {
    const answer = answerTo(looping("NOTIFY_OK"));
    expect(lastStep(answer)).toEqual({
      op: "call",
      event: 0,
      visited: [
        { callback: "A", event: 0, returned: 1 },
        { callback: "B", event: 0, returned: 1 },
      ],
      cycle: ["B"],
      endless: true,
    });
    expect(answer).toMatchObject({ endless: true });
    expect(answer.steps).toHaveLength(4);
  });

  it("ends if a member of the cycle ends it", () => {
    expect(lastStep(answerTo(looping("NOTIFY_STOP")))).toMatchObject({
      result: 0x8001,
      nrCalls: 2,
      stoppedBy: "B",
    });
  });
});

describe("a robust walk", () => {
  /** A, B and C, of which one answers UP with `value`; another may stop the way down. */
  const robust = (value: ReturnValue, downOfA: ReturnValue = "NOTIFY_OK"): ScenarioCallback[] => [
    { name: "A", returns: { UP: "NOTIFY_OK", DOWN: downOfA } },
    { name: "B", returns: { "*": "NOTIFY_OK" } },
    { name: "C", returns: { UP: value, "*": "NOTIFY_OK" } },
    { name: "D", returns: { "*": "NOTIFY_OK" } },
  ];
  const told = (callbacks: readonly ScenarioCallback[], type: (typeof TYPES)[number]) => {
    const program = [
      ...callbacks.map(({ name }) => ({ register: name })),
      { callRobust: ["UP", "DOWN"] as const },
    ];
    const step = lastStep(answerTo(onOneChain(callbacks, program, { type })));
    if (step.op !== "callRobust" || !("result" in step)) throw new Error("no robust walk that came back");
    return { step, order: step.visited.map(({ callback, event }) => `${callback}:${event}`).join(" ") };
  };

  it.each([
    { what: "goes up only, if nobody objects", value: "NOTIFY_OK", result: 1, errno: 0, rolledBack: false },
    { what: "rolls back a veto", value: "NOTIFY_BAD", result: 0x8002, errno: -1, rolledBack: true },
    {
      what: "rolls back an errno",
      value: "notifier_from_errno(-EBUSY)",
      result: 0x8011,
      errno: -16,
      rolledBack: true,
    },
    {
      what: "NOTIFY_STOP rolled back and succeeded",
      value: "NOTIFY_STOP",
      result: 0x8001,
      errno: 0,
      rolledBack: true,
    },
    {
      what: "a bare mask rolled back and succeeded",
      value: "NOTIFY_STOP_MASK",
      result: 0x8000,
      errno: 0,
      rolledBack: true,
    },
    {
      what: "a raw errno rolled back and succeeded",
      value: "-EBUSY",
      result: -16,
      errno: 0,
      rolledBack: true,
    },
  ])("$what", ({ value, result, errno, rolledBack }) => {
    for (const type of TYPES) {
      const { step, order } = told(robust(value), type);
      expect(order).toBe(rolledBack ? "A:UP B:UP C:UP A:DOWN B:DOWN" : "A:UP B:UP C:UP D:UP");
      expect(step).toMatchObject({
        events: ["UP", "DOWN"],
        result,
        errno,
        rolledBack,
        rollbackStoppedBy: null,
      });
      expect(step).toMatchObject({ nrCalls: rolledBack ? 3 : 4, stoppedBy: rolledBack ? "C" : null });
    }
  });

  it("calls nobody on the way down if the first one objects", () => {
    const { step, order } = told(robust("NOTIFY_BAD").slice(2), "blocking");
    expect(order).toBe("C:UP");
    expect(step).toMatchObject({ rolledBack: true, nrCalls: 1 });
  });

  it("ends the way down at a stop bit, and keeps the result of the way up", () => {
    const { step, order } = told(robust("NOTIFY_BAD", "NOTIFY_STOP"), "raw");
    expect(order).toBe("A:UP B:UP C:UP A:DOWN");
    expect(step).toMatchObject({ result: 0x8002, stoppedBy: "C", rollbackStoppedBy: "A" });
  });

  it.each([
    { kernel: "5.9", types: [] },
    { kernel: "5.10", types: ["atomic", "blocking", "raw"] },
    { kernel: "5.13", types: ["atomic", "blocking", "raw"] },
    { kernel: "5.14", types: ["blocking", "raw"] },
    { kernel: "6.1", types: ["blocking", "raw"] },
  ])("is a function of Linux $kernel for $types, and noted as missing for others", ({ kernel, types }) => {
    for (const type of TYPES) {
      const program = [{ callRobust: [1, 2] as const }];
      const step = lastStep(answerTo(onOneChain([], program, { type, kernel })));
      expect({ type, noted: "note" in step }).toEqual({ type, noted: !types.includes(type) });
    }
  });
});

describe("a policy", () => {
  it.each<{ policy: Policy; values: ReturnValue[]; called: string; result: number; stop: string | null }>([
    { policy: "last", values: [1, 0], called: "AB", result: 0, stop: null },
    { policy: "or", values: [1, 0], called: "AB", result: 1, stop: null },
    { policy: "or", values: [1, "NOTIFY_BAD", 0], called: "AB", result: 0x8003, stop: "B" },
    { policy: "or", values: [4, 8], called: "AB", result: 12, stop: null },
    { policy: "stop-on-ok", values: [0, 1, 0], called: "AB", result: 1, stop: "B" },
    { policy: "stop-on-ok", values: [0, 3, 0], called: "ABC", result: 0, stop: null },
    { policy: "stop-on-ok", values: ["NOTIFY_BAD", 1], called: "A", result: 0x8002, stop: "A" },
  ])("$policy makes $result of $values", ({ policy, values, called, result, stop }) => {
    const step = lastStep(answerTo(calling(returning(...values), { policy })));
    expect(visited(step).join("")).toBe(called);
    expect(step).toMatchObject({ result, stoppedBy: stop });
  });

  it("stop-on-ok ends a walk early without a rollback", () => {
    const program = [{ register: "A" }, { register: "B" }, { callRobust: [1, 2] as const }];
    const step = lastStep(answerTo(onOneChain(returning(1, 0x8002), program, { policy: "stop-on-ok" })));
    expect(step).toMatchObject({ result: 1, nrCalls: 1, stoppedBy: "A", rolledBack: false });
  });
});

it("gives the same answer every time, and a result that is one of the values", () => {
  const value = fc.oneof(fc.integer({ min: -5000, max: 0x9000 }), fc.integer());
  fc.assert(
    fc.property(fc.array(value, { maxLength: 6 }), (values) => {
      const scenario = calling(returning(...values));
      const step = lastStep(answerTo(scenario));
      if (!("result" in step)) throw new Error("a list without cycle ends");
      expect(step.result).toBe(step.visited.at(-1)?.returned ?? 0);
      expect(step.stoppedBy === null).toBe((step.result & 0x8000) === 0);
      expect(answerTo(scenario)).toEqual(answerTo(scenario));
    }),
  );
});
