/** Who was told and who was not: callbacks that a walk never came to, and pairs of events that stay open. */
import { describe, expect, it } from "vitest";
import type { Operation, ReturnChoice, Scenario } from "../../server/src/simulator";
import { answerTo, lastStep, onOneChain } from "./support";

type Returns = Readonly<Record<string, ReturnChoice>>;

/** A, B and C, registered in this order, and the walks. */
function told(returns: Readonly<Record<string, Returns>>, walks: readonly Operation[]): Scenario {
  const callbacks = ["A", "B", "C"].map((name) => ({ name, returns: returns[name] ?? {} }));
  const program = [...callbacks.map(({ name }) => ({ register: name })), ...walks];
  return onOneChain(callbacks, program);
}

function checkUnreached(scenario: Scenario, names: readonly string[]): void {
  const step = lastStep(answerTo(scenario));
  expect("unreached" in step ? step.unreached : []).toEqual(names);
}

/** Who still waits: callback, the step that told it (from 0), and the steps that should have told it how that ended. */
type Waiting = readonly [callback: string, step: number, missed: readonly number[]];

function checkUnclosed(scenario: Scenario, waiting: readonly Waiting[]): void {
  const { unclosed = [] } = answerTo(scenario);
  expect(unclosed.map(({ callback, step, missed }) => [callback, step, missed])).toEqual(waiting);
}

const GOING = { call: "MEM_GOING_OFFLINE" };
const OFFLINE = { call: "MEM_OFFLINE" };
const CANCEL = { call: "MEM_CANCEL_OFFLINE" };
const PREPARE = { callRobust: ["PM_SUSPEND_PREPARE", "PM_POST_SUSPEND"] as const };

describe("callbacks that a walk never came to", () => {
  it.each<[string, Scenario, string[]]>([
    ["after a veto", told({ A: { "*": "NOTIFY_BAD" } }, [{ call: 0 }]), ["B", "C"]],
    ["after the last one: none", told({ C: { "*": "NOTIFY_BAD" } }, [{ call: 0 }]), []],
    ["beyond nr_to_call", told({}, [{ call: 0, nrToCall: 2 }]), ["C"]],
    [
      "when a robust call is undone: by its first walk",
      told({ B: { UP: -22 } }, [{ callRobust: ["UP", "DOWN"] }]),
      ["C"],
    ],
    [
      "after NOTIFY_OK, where that ends a walk",
      { ...told({ B: { "*": 1 } }, [{ call: 0 }]), policy: "stop-on-ok" },
      ["C"],
    ],
    [
      "off the chain: not counted",
      told({ A: { "*": "NOTIFY_STOP" } }, [{ unregister: "C" }, { call: 0 }]),
      ["B"],
    ],
  ])("%s", (_, scenario, names) => {
    checkUnreached(scenario, names);
  });
});

describe("callbacks that wait for the end of what was announced", () => {
  it.each<[string, Scenario, readonly Waiting[]]>([
    [
      "a veto that is cancelled for all: nobody",
      told({ B: { MEM_GOING_OFFLINE: "NOTIFY_BAD" } }, [GOING, CANCEL]),
      [],
    ],
    [
      "a veto and no cancel: who agreed before it",
      told({ B: { MEM_GOING_OFFLINE: "NOTIFY_BAD" } }, [GOING]),
      [["A", 3, []]],
    ],
    [
      "a cancel that a callback stops",
      told({ A: { MEM_CANCEL_OFFLINE: "NOTIFY_STOP" }, C: { MEM_GOING_OFFLINE: "NOTIFY_BAD" } }, [
        GOING,
        CANCEL,
      ]),
      [["B", 3, [4]]],
    ],
    [
      "a success that a callback stops",
      told({ B: { MEM_OFFLINE: "NOTIFY_BAD" } }, [GOING, OFFLINE]),
      [["C", 3, [4]]],
    ],
    [
      "a success for some, a cancel for the others: nobody",
      told({ A: { MEM_OFFLINE: "NOTIFY_BAD" } }, [GOING, OFFLINE, CANCEL]),
      [],
    ],
    ["the program just ends: nobody", told({}, [GOING]), []],
    ["the program just ends after NOTIFY_STOP: nobody", told({ B: { "*": "NOTIFY_STOP" } }, [GOING]), []],
    [
      "a raw errno that the caller reads as success: nobody yet",
      told({ B: { "*": "-ENOMEM" } }, [GOING]),
      [],
    ],
    [
      "told of it again: the second time counts",
      told({}, [GOING, GOING, { call: "MEM_OFFLINE", nrToCall: 2 }]),
      [["C", 4, [5]]],
    ],
    [
      "unregistered before the end: not that one",
      told({ A: { MEM_OFFLINE: "NOTIFY_STOP" } }, [GOING, { unregister: "B" }, OFFLINE]),
      [["C", 3, [5]]],
    ],
    [
      "a call of each event in no order: nobody",
      told({ C: { MEM_GOING_OFFLINE: "NOTIFY_BAD" } }, [CANCEL, OFFLINE, GOING]),
      [],
    ],
    ["events of no pair", told({ C: { "*": "NOTIFY_BAD" } }, [{ call: "A_EVENT" }, { call: "B_EVENT" }]), []],
    ["numbers", told({ C: { "*": "NOTIFY_BAD" } }, [{ call: 1 }, { call: 2 }]), []],
  ])("%s", (_, scenario, waiting) => {
    checkUnclosed(scenario, waiting);
  });

  it.each<[string, Scenario, readonly Waiting[]]>([
    [
      "a roll-back reaches everybody that agreed",
      told({ C: { PM_SUSPEND_PREPARE: "NOTIFY_BAD" } }, [PREPARE]),
      [],
    ],
    [
      "a roll-back that a callback stops",
      told({ A: { PM_POST_SUSPEND: "NOTIFY_STOP" }, C: { PM_SUSPEND_PREPARE: "NOTIFY_BAD" } }, [PREPARE]),
      [["B", 3, [3]]],
    ],
    [
      "a roll-back of numbered events: the call itself names the pair",
      told({ A: { "2": "NOTIFY_STOP" }, C: { "1": "NOTIFY_BAD" } }, [{ callRobust: [1, 2] }]),
      [["B", 3, [3]]],
    ],
    [
      "an errno without the stop bit is not rolled back, and the caller sees an error",
      told({ C: { PM_SUSPEND_PREPARE: 22 } }, [PREPARE]),
      [
        ["A", 3, []],
        ["B", 3, []],
      ],
    ],
    [
      "rolled back and succeeded: the one that stopped it is not undone, and hears the end later",
      told({ B: { PM_SUSPEND_PREPARE: "NOTIFY_STOP" } }, [PREPARE]),
      [],
    ],
    [
      "rolled back and succeeded: the one that stopped it is told with the others",
      told({ B: { PM_SUSPEND_PREPARE: "NOTIFY_STOP" } }, [PREPARE, { call: "PM_POST_SUSPEND" }]),
      [],
    ],
  ])("robust: %s", (_, scenario, waiting) => {
    checkUnclosed(scenario, waiting);
  });

  it("says what would close it, on which chain, and that only the names make it a pair", () => {
    const scenario = told({ A: { FOO_EXIT: "NOTIFY_STOP" } }, [{ call: "FOO_ENTER" }, { call: "FOO_EXIT" }]);
    const waiting = { event: "FOO_ENTER", step: 3, closing: ["FOO_EXIT"], missed: [4], heuristic: true };
    expect(answerTo(scenario).unclosed).toEqual([
      { callback: "B", ...waiting },
      { callback: "C", ...waiting },
    ]);
  });

  it("keeps chains apart", () => {
    const on = (chain: string, operation: object) => ({ ...operation, on: chain }) as Operation;
    const scenario: Scenario = {
      schema: 1,
      chains: [
        { name: "x", type: "raw" },
        { name: "y", type: "raw" },
      ],
      callbacks: [
        { name: "A", returns: {} },
        { name: "V", returns: { "*": "NOTIFY_BAD" } },
      ],
      program: [on("x", { register: "A" }), on("x", { register: "V" }), on("x", GOING), on("y", CANCEL)],
    };
    expect(answerTo(scenario).unclosed).toMatchObject([{ on: "x", callback: "A", missed: [] }]);
  });

  it("is not judged without a written program, which calls each event once and in no caller's order", () => {
    const { program: _, ...scenario } = told(
      { A: { MEM_GOING_OFFLINE: 0 }, B: { MEM_GOING_OFFLINE: "NOTIFY_BAD" } },
      [],
    );
    expect(answerTo(scenario).unclosed).toBeUndefined();
  });
});
