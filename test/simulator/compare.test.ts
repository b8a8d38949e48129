/** One scenario under every policy, claim test and protocol, and the table of it. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { comparisonText } from "../../server/src/report/comparison";
import { readScenario } from "../../server/src/scenario/readScenario";
import { compare, type Scenario } from "../../server/src/simulator";

function example(name: string): Scenario {
  const read = readScenario(readFileSync(`examples/scenarios/${name}.notifier.json`, "utf8"));
  if (!read.ok) throw new Error(JSON.stringify(read.mistakes));
  return read.scenario;
}

function compared(scenario: Scenario) {
  const made = compare(scenario);
  if (!made.ok) throw new Error(JSON.stringify(made.mistakes));
  return made.comparison;
}

/** `protocol policies claims: frees outcome`, the scenario's own with a star. */
function checkRows(scenario: Scenario, expected: readonly string[]): void {
  const rows = compared(scenario).rows.map(({ protocol, policies, claims, own, calls }) => {
    const [call] = calls;
    const how = [protocol, policies.join("/"), claims.join(" or ") || "-"].join(" ");
    return `${own ? "*" : ""}${how}: ${call?.handoff?.frees} ${call?.handoff?.outcome}`;
  });
  expect(rows).toEqual(expected);
}

describe("with a handoff", () => {
  it.each<[string, readonly string[]]>([
    [
      "or-result-equality-test",
      [
        "claim last == NOTIFY_OK: 2 double-free",
        "claim last & NOTIFY_OK: 2 double-free",
        "*claim or == NOTIFY_OK: 2 double-free",
        "claim or & NOTIFY_OK: 1 ok",
        "claim stop-on-ok == NOTIFY_OK: 1 ok",
        "claim stop-on-ok & NOTIFY_OK: 1 ok",
        "refcount last/or -: 1 ok",
        "refcount stop-on-ok -: 1 ok",
        "direct last/or/stop-on-ok == NOTIFY_OK or & NOTIFY_OK: 1 ok",
      ],
    ],
    [
      "leak",
      [
        "*claim last == NOTIFY_OK: 0 leak",
        "claim last & NOTIFY_OK: 0 leak",
        "claim or == NOTIFY_OK: 0 leak",
        "claim or & NOTIFY_OK: 0 leak",
        "claim stop-on-ok == NOTIFY_OK: 0 leak",
        "claim stop-on-ok & NOTIFY_OK: 0 leak",
        "refcount last/or/stop-on-ok -: 1 ok",
        "direct last/or/stop-on-ok == NOTIFY_OK or & NOTIFY_OK: 1 ok",
      ],
    ],
  ])("%s", (name, expected) => checkRows(example(name), expected));

  it("has the scenario's own test beside the two others, and each protocol of its own once", () => {
    const taker = { name: "taker", returns: { "*": "NOTIFY_STOP" }, handoff: "frees" } as const;
    const handoff = { object: "page", claim: "== NOTIFY_STOP", protocol: "direct" } as const;
    checkRows({ schema: 1, chain: { name: "c", type: "raw" }, callbacks: [taker], handoff }, [
      ...["last", "or", "stop-on-ok"].flatMap((policy) => [
        `claim ${policy} == NOTIFY_OK: 2 double-free`,
        `claim ${policy} & NOTIFY_OK: 1 ok`,
        `claim ${policy} == NOTIFY_STOP: 1 ok`,
      ]),
      "refcount last/or/stop-on-ok -: 1 ok",
      "direct last/or/stop-on-ok == NOTIFY_OK: 2 double-free",
      "*direct last/or/stop-on-ok & NOTIFY_OK or == NOTIFY_STOP: 1 ok",
    ]);
  });
});

describe("without a handoff", () => {
  it("compares policies: result, errno, and who is told", () => {
    const { rows } = compared(example("veto"));
    const told = rows.map(({ policies, calls }) => [
      policies.join(),
      ...calls.map(({ result, errno, untold }) => [result, errno, untold.join()]),
    ]);
    expect(told).toEqual([
      ["last", [0x8002, -1, "migrate"], [1, 0, ""]],
      ["or", [0x8003, -2, "migrate"], [1, 0, ""]],
      ["stop-on-ok", [1, 0, "objcache,migrate"], [1, 0, "objcache,migrate"]],
    ]);
  });

  it("tells a walk that never returns, and what is then never made", () => {
    const callback = { name: "A", returns: { "*": "NOTIFY_OK" } };
    const program = [{ register: "A" }, { register: "A" }, { call: 0 }, { call: 1 }];
    const scenario: Scenario = {
      schema: 1,
      kernel: "3.1",
      chain: { name: "c", type: "raw" },
      callbacks: [callback],
      program,
    };
    const { rows } = compared(scenario);
    expect(rows.map(({ calls }) => calls.map(({ endless }) => endless ?? false))).toEqual([
      [true],
      [true],
      [false, false],
    ]);
    expect(comparisonText(scenario, { rows })).toMatch(
      /^call 1\n.*\n\* {2}last +never made\n {3}or +never made\n/m,
    );
  });
});

describe("a scenario that stands for several runs", () => {
  const watcher = { name: "watcher", returns: { "*": ["NOTIFY_DONE", "NOTIFY_OK"] } };
  const taker = { name: "taker", returns: { "*": "NOTIFY_OK" }, handoff: "frees" } as const;
  const base = { schema: 1, chain: { name: "c", type: "raw" }, callbacks: [taker, watcher] } as const;

  it("has the number of runs to each outcome in each row", () => {
    const { rows } = compared({ ...base, handoff: { object: "o" } });
    expect(rows.map(({ runs }) => JSON.stringify(runs?.calls[0]?.outcomes))).toEqual([
      ...['{"ok":"3","double-free":"1"}', '{"ok":"3","double-free":"1"}'],
      ...['{"ok":"4"}', '{"ok":"4"}'],
      // A watcher that comes first and says NOTIFY_OK ends the walk: nobody takes what is called taken.
      ...['{"ok":"3","leak":"1"}', '{"ok":"3","leak":"1"}'],
      ...['{"ok":"4"}', '{"ok":"4"}'],
    ]);
  });

  it("is a table of shares", () => {
    const scenario: Scenario = { ...base, handoff: { object: "o" } };
    expect(comparisonText(scenario, compared(scenario))).toBe(`\
c (raw), 2 callbacks, under every policy, test and protocol

call 0
   protocol  policy      taken if      double-free  leak    ok
*  claim     last        == NOTIFY_OK  25.0 %       -       75.0 %
   claim     last        & NOTIFY_OK   25.0 %       -       75.0 %
   claim     or          == NOTIFY_OK  -            -       100 %
   claim     or          & NOTIFY_OK   -            -       100 %
   claim     stop-on-ok  == NOTIFY_OK  -            25.0 %  75.0 %
   claim     stop-on-ok  & NOTIFY_OK   -            25.0 %  75.0 %
   refcount  any         -             -            -       100 %
   direct    any         any           -            -       100 %

* what the scenario itself says; share of 4 runs that end so
refcount: the last put frees, nobody tests; direct: one callback and no chain
`);
  });
});

it("a wrong scenario has each mistake once", () => {
  const wrong = compare({ ...example("leak"), callbacks: [{ name: "a", returns: { "*": "NO" } }] });
  const mistakes = wrong.ok ? [] : wrong.mistakes.map(({ path }) => path);
  expect(mistakes).toEqual(['$.callbacks[0].returns["*"]', "$.program[0].register"]);
});

describe("the table", () => {
  it("can be pasted into a mail", () => {
    const scenario = example("or-result-equality-test");
    expect(comparisonText(scenario, compared(scenario))).toBe(`\
task_free_notifier (atomic), 2 callbacks, under every policy, test and protocol

call 0
   protocol  policy      taken if      result      told  frees  outcome
   claim     last        == NOTIFY_OK  NOTIFY_BAD  2/2   2      DOUBLE FREE
   claim     last        & NOTIFY_OK   NOTIFY_BAD  2/2   2      DOUBLE FREE
*  claim     or          == NOTIFY_OK  0x8003      2/2   2      DOUBLE FREE
   claim     or          & NOTIFY_OK   0x8003      2/2   1      ok
   claim     stop-on-ok  == NOTIFY_OK  NOTIFY_OK   1/2   1      ok
   claim     stop-on-ok  & NOTIFY_OK   NOTIFY_OK   1/2   1      ok
   refcount  last, or    -             -           2/2   1      ok
   refcount  stop-on-ok  -             -           1/2   1      ok
   direct    any         any           NOTIFY_OK   1/2   1      ok

* what the scenario itself says; told: callbacks that the call reaches
refcount: the last put frees, nobody tests; direct: one callback and no chain
`);
  });

  it("keeps to 80 columns whatever the names are", () => {
    const long = "a_function_with_a_name_that_goes_on_and_on_and_on_for_ever_and_then_some";
    const callbacks = [1, 2, 3].map((n) => ({ name: `${long}${n}`, returns: { "*": "-EOPNOTSUPP" } }));
    const base = { schema: 1, chain: { name: long, type: "raw" }, callbacks } as const;
    const handoff = { object: "o", claim: "== NOTIFY_STOP_MASK|NOTIFY_OK|NOTIFY_BAD" } as const;
    for (const scenario of [base, { ...base, handoff }])
      for (const text of comparisonText(scenario, compared(scenario)).split("\n"))
        expect(text.length, text).toBeLessThanOrEqual(80);
  });
});
