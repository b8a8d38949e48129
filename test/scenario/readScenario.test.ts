/** Reading scenario documents: what is accepted, and every mistake at its JSON path in one line. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readScenario } from "../../server/src/scenario/readScenario";
import { scenarioJsonSchema } from "../../server/src/scenario/schema";

/** The example of contract.md. */
const EXAMPLE = {
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

const ALLOWED_VALUES =
  "NOTIFY_DONE, NOTIFY_OK, NOTIFY_BAD, NOTIFY_STOP, NOTIFY_STOP_MASK|X, an errno such as -EINVAL, " +
  "an integer, notifier_from_errno(X) or ?";

/** Checks that a document has these mistakes and no others, `path: message` each, in any order. */
function checkMistakes(source: unknown, expected: readonly string[]): void {
  const read = readScenario(source);
  const found = read.ok ? [] : read.mistakes.map(({ path, message }) => `${path}: ${message}`);
  expect([...found].sort()).toEqual([...expected].sort());
  for (const mistake of found) expect(mistake).not.toContain("\n");
}

describe("a right document", () => {
  it("is read from text and from data, as it stands", () => {
    expect(readScenario(EXAMPLE)).toEqual({ ok: true, scenario: EXAMPLE });
    expect(readScenario(JSON.stringify(EXAMPLE))).toEqual({ ok: true, scenario: EXAMPLE });
    expect(readScenario(`\uFEFF${JSON.stringify(EXAMPLE)}`)).toEqual({ ok: true, scenario: EXAMPLE });
  });

  it("may name the JSON schema that its editor checks it with", () => {
    expect(readScenario({ $schema: "./scenario.schema.json", ...EXAMPLE })).toEqual({
      ok: true,
      scenario: EXAMPLE,
    });
    checkMistakes({ $schema: 7, ...EXAMPLE }, ['$["$schema"]: is 7; allowed: the place of a JSON schema']);
  });

  it.each<[string, object]>([
    ["the least there is", { schema: 1, chain: { name: "c", type: "srcu" }, callbacks: [] }],
    [
      "every operation, several chains",
      {
        schema: 1,
        kernel: "v5.19-rc1",
        chains: [
          { name: "a", type: "atomic" },
          { name: "b", type: "raw" },
        ],
        callbacks: [
          { name: "A", priority: -0x80000000, returns: { X: ["?", -22, "0x8002"], "7": 0xffffffea } },
        ],
        program: [
          { register: "A", on: "a", priority: 3 },
          { registerUniquePrio: "A", on: "a" },
          { unregister: "A", on: "b" },
          { call: "X", nrToCall: -1, on: "a" },
          { callRobust: ["UP", 2], on: "b" },
        ],
        policy: "stop-on-ok",
        handoff: { claim: "!= NOTIFY_DONE" },
      },
    ],
    [
      "takes",
      {
        schema: 1,
        chain: { name: "c", type: "raw" },
        callbacks: [{ name: "A", returns: {}, handoff: "keeps", takes: ["NOTIFY_OK", 2] }],
      },
    ],
  ])("may be %s", (_, document) => {
    expect(readScenario(document)).toEqual({ ok: true, scenario: document });
  });
});

describe("a text that is no scenario at all", () => {
  const object = "an object with schema, kernel, chain, chains, callbacks, program, order, policy, handoff";
  it.each<[string, unknown, string]>([
    ["an array", [], `$: is []; allowed: a scenario, ${object}`],
    ["a number", "3", `$: is 3; allowed: a scenario, ${object}`],
    ["null", null, `$: is null; allowed: a scenario, ${object}`],
    ["nothing", undefined, `$: is missing; allowed: a scenario, ${object}`],
  ])("%s", (_, source, mistake) => {
    checkMistakes(source, [mistake]);
  });

  it.each([
    ["", /^is not JSON: /],
    ["{x", /^is not JSON: .*\(line 1, column 2\)$/],
    ['{"a": 1,\n  }', /^is not JSON: .*\(line 2, column 3\)$/],
    ["int main(void)\n{\n}\n", /^is not JSON: [^\n]*$/],
  ])("%j is not JSON, and the line says where", (text, message) => {
    const read = readScenario(text);
    expect(read).toMatchObject({
      ok: false,
      mistakes: [{ path: "$", message: expect.stringMatching(message) }],
    });
  });
});

describe("one mistake in an otherwise right document", () => {
  const callback = (more: object) => ({
    ...EXAMPLE,
    callbacks: [...EXAMPLE.callbacks, { name: "C", returns: {}, ...more }],
  });
  const program = (...operations: unknown[]) => ({ ...EXAMPLE, program: operations });
  const two = [
    { name: "a", type: "raw" },
    { name: "b", type: "srcu" },
  ];
  const { chain: _chain, ...chainless } = EXAMPLE;
  const { program: _program, ...programless } = EXAMPLE;
  it.each<[string, unknown, string]>([
    ["schema missing", { ...EXAMPLE, schema: undefined }, "$.schema: is missing; allowed: 1"],
    ["schema of another time", { ...EXAMPLE, schema: 2 }, "$.schema: is 2; allowed: 1"],
    [
      "unknown field",
      { ...EXAMPLE, colour: 1 },
      "$.colour: is no field here; allowed: schema, kernel, chain, chains, callbacks, program, order, policy, handoff",
    ],
    [
      "unknown field in a callback",
      callback({ "is big": 1 }),
      '$.callbacks[2]["is big"]: is no field here; allowed: name, priority, returns, handoff, takes',
    ],
    ["kernel as a number", { ...EXAMPLE, kernel: 6.1 }, '$.kernel: is 6.1; allowed: a version such as "6.1"'],
    [
      "kernel that is none",
      { ...EXAMPLE, kernel: "six" },
      '$.kernel: "six" is no kernel version; allowed: major.minor and more, such as "6.1" or "4.19.88"',
    ],
    ["no chain", chainless, '$.chain: is missing; allowed: "chain": {name, type}, or "chains" for several'],
    [
      "chain and chains",
      { ...programless, program: [{ call: 0, on: "a" }], chains: two },
      '$.chains: stands beside "chain"; allowed: "chain" for one chain or "chains" for several, not both',
    ],
    [
      "two chains of one name",
      { ...chainless, chains: [...two, two[0]], program: [] },
      '$.chains[2].name: "a" is the name of chains[0] too; names must differ',
    ],
    [
      "several chains without a program",
      { schema: 1, chains: two, callbacks: [] },
      "$.program: is missing; with several chains a program must say what is registered where",
    ],
    [
      "an unknown type of chain",
      { ...EXAMPLE, chain: { name: "c", type: "sleepy" } },
      '$.chain.type: is "sleepy"; allowed: atomic, blocking, raw or srcu',
    ],
    [
      "two callbacks of one name",
      callback({ name: "oprofile" }),
      '$.callbacks[2].name: "oprofile" is the name of callbacks[0] too; names must differ',
    ],
    [
      "a nameless callback",
      callback({ name: "" }),
      '$.callbacks[2].name: is ""; allowed: a name that is not empty',
    ],
    [
      "a callback without returns",
      callback({ returns: undefined }),
      "$.callbacks[2].returns: is missing; allowed: an object, event to value, * for every other event",
    ],
    [
      "a priority beyond 32 bits",
      callback({ priority: 0x80000000 }),
      "$.callbacks[2].priority: is 2147483648; allowed: a 32-bit integer",
    ],
    [
      "an unknown value",
      callback({ returns: { "*": "NOTIFY_GOOD" } }),
      `$.callbacks[2].returns["*"]: "NOTIFY_GOOD" is no return value: "NOTIFY_GOOD" is not a name known here; allowed: ${ALLOWED_VALUES}`,
    ],
    [
      "an unknown value in a list",
      callback({ returns: { PM_POST: ["NOTIFY_OK", "-EFOO"] } }),
      `$.callbacks[2].returns.PM_POST[1]: "-EFOO" is no return value: "EFOO" is not a name known here; allowed: ${ALLOWED_VALUES}`,
    ],
    [
      "a value of another type in a list",
      callback({ returns: { X: [1, null] } }),
      `$.callbacks[2].returns.X[1]: is null; allowed: ${ALLOWED_VALUES}`,
    ],
    [
      "a value that is no integer",
      callback({ returns: { X: 1.5 } }),
      `$.callbacks[2].returns.X: is 1.5; allowed: ${ALLOWED_VALUES}, or a list of these`,
    ],
    [
      "no value",
      callback({ returns: { X: [] } }),
      "$.callbacks[2].returns.X: is []; allowed: one value or more",
    ],
    [
      "one event twice",
      callback({ returns: { "1": 0, "0x1": 1 } }),
      '$.callbacks[2].returns["0x1"]: is the event "1" again; allowed: each event once',
    ],
    [
      "an unknown handoff",
      callback({ handoff: "takes" }),
      '$.callbacks[2].handoff: is "takes"; allowed: frees or keeps, or no such field',
    ],
    [
      "takes without handoff",
      callback({ takes: [1] }),
      '$.callbacks[2].takes: needs "handoff" beside it, frees or keeps',
    ],
    [
      "takes that are not known",
      callback({ handoff: "frees", takes: ["?"] }),
      '$.callbacks[2].takes[0]: "?" has no single value; allowed: values that have one',
    ],
    [
      "an unknown callback",
      program({ register: "Z" }),
      '$.program[0].register: no callback is called "Z"; allowed: oprofile, lowmemorykiller',
    ],
    [
      "a name of every object",
      program({ unregister: "constructor" }),
      '$.program[0].unregister: no callback is called "constructor"; allowed: oprofile, lowmemorykiller',
    ],
    [
      "no operation",
      program({ registr: "oprofile" }),
      '$.program[0]: is {"registr":"oprofile"}; allowed: an object with one of register, registerUniquePrio, unregister, call, callRobust',
    ],
    [
      "two operations in one",
      program({ register: "oprofile", call: 0 }),
      "$.program[0].call: is no field here; allowed: register, priority, on",
    ],
    [
      "nrToCall of a robust call",
      program({ callRobust: [1, 2], nrToCall: 3 }),
      "$.program[0].nrToCall: is no field here; allowed: callRobust, on",
    ],
    [
      "nrToCall out of bounds",
      program({ call: 0, nrToCall: 1_000_000_000 }),
      "$.program[0].nrToCall: is 1000000000; allowed: -1 for all, or 0 to 100000",
    ],
    [
      "one event of two",
      program({ callRobust: [1] }),
      "$.program[0].callRobust: is [1]; allowed: two events, [UP, DOWN]",
    ],
    [
      "an event that is none",
      program({ callRobust: [1, {}] }),
      "$.program[0].callRobust[1]: is {}; allowed: an event, an integer or a name",
    ],
    [
      "every other event",
      program({ call: "*" }),
      '$.program[0]: "*" is no event; allowed: an integer or a name',
    ],
    [
      "a chain missing",
      { ...chainless, chains: two, program: [{ call: 0 }] },
      '$.program[0]: does not say on which chain; allowed: "on" with one of a, b',
    ],
    [
      "an unknown chain",
      program({ call: 0, on: "q" }),
      '$.program[0].on: no chain is called "q"; allowed: task_free_notifier',
    ],
    [
      "a unique priority on a raw chain",
      { ...EXAMPLE, chain: { name: "c", type: "raw" }, program: [{ registerUniquePrio: "oprofile" }] },
      "$.program[0].registerUniquePrio: Linux 6.1 has no raw_notifier_chain_register_unique_prio(); allowed: register, or an atomic or blocking chain of 5.19 or later",
    ],
    [
      "a unique priority on an srcu chain",
      { ...EXAMPLE, chain: { name: "c", type: "srcu" }, program: [{ registerUniquePrio: "oprofile" }] },
      "$.program[0].registerUniquePrio: Linux 6.1 has no srcu_notifier_chain_register_unique_prio(); allowed: register, or an atomic or blocking chain of 5.19 or later",
    ],
    [
      "a unique priority before its time",
      { ...EXAMPLE, kernel: "5.18", program: [{ registerUniquePrio: "oprofile" }] },
      "$.program[0].registerUniquePrio: Linux 5.18 has no atomic_notifier_chain_register_unique_prio(); allowed: register, or an atomic or blocking chain of 5.19 or later",
    ],
    [
      "an unknown policy",
      { ...EXAMPLE, policy: "max" },
      '$.policy: is "max"; allowed: one of last, or, stop-on-ok',
    ],
    [
      "an unknown protocol",
      { ...EXAMPLE, handoff: { protocol: "gift" } },
      '$.handoff.protocol: is "gift"; allowed: claim, refcount or direct',
    ],
    [
      "a claim that is no test",
      { ...EXAMPLE, handoff: { claim: "is NOTIFY_OK" } },
      '$.handoff.claim: is no test: "is NOTIFY_OK" does not begin with ==, != or &; allowed: == V, != V or & V with a value V, as in == NOTIFY_OK or & NOTIFY_OK',
    ],
    [
      "a claim of an unknown value",
      { ...EXAMPLE, handoff: { claim: "== ?" } },
      '$.handoff.claim: is no test: the value of "== ?": ? has no single value; allowed: == V, != V or & V with a value V, as in == NOTIFY_OK or & NOTIFY_OK',
    ],
  ])("%s", (_, document, mistake) => {
    checkMistakes(document, [mistake]);
  });
});

it("reports mistakes of shape and of meaning of one document together", () => {
  const document = {
    schema: 1,
    chain: { name: "c", type: "atomic", size: 3 },
    callbacks: [{ name: "A", priority: "high", returns: { "*": "NOTIFY_GOOD" } }, 7],
    program: [{ register: "B" }, 5, { call: null }, { register: "A", on: "d" }],
  };
  checkMistakes(document, [
    "$.chain.size: is no field here; allowed: name, type",
    '$.callbacks[0].priority: is "high"; allowed: a 32-bit integer',
    `$.callbacks[0].returns["*"]: "NOTIFY_GOOD" is no return value: "NOTIFY_GOOD" is not a name known here; allowed: ${ALLOWED_VALUES}`,
    "$.callbacks[1]: is 7; allowed: a callback, an object with name, priority, returns, handoff, takes",
    '$.program[0].register: no callback is called "B"; allowed: A',
    "$.program[1]: is 5; allowed: an object with one of register, registerUniquePrio, unregister, call, callRobust",
    "$.program[2].call: is null; allowed: an event, an integer or a name",
    '$.program[3].on: no chain is called "d"; allowed: c',
  ]);
});

it("never throws, whatever the document", () => {
  const key = fc.constantFrom(
    "schema",
    "chain",
    "chains",
    "callbacks",
    "program",
    "handoff",
    "name",
    "returns",
    "call",
    "on",
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 5 }, fc.jsonValue(), fc.array(tie("tree")), fc.dictionary(key, tie("tree"))),
  }));
  fc.assert(
    fc.property(fc.oneof(fc.string(), tree), (document) => {
      const read = readScenario(document);
      if (!read.ok) for (const { path } of read.mistakes) expect(path).toMatch(/^\$/);
    }),
  );
});

it("makes a JSON schema with the fields of the contract, each closed to others", () => {
  expect(scenarioJsonSchema()).toMatchObject({
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Notifier Lens scenario",
    required: ["schema", "callbacks"],
    additionalProperties: false,
    properties: { policy: { enum: ["last", "or", "stop-on-ok"] }, program: { type: "array" } },
  });
});

describe("hostile documents", () => {
  const returning = (value: unknown) => ({
    ...EXAMPLE,
    callbacks: [{ name: "A", returns: { "*": value } }],
    program: [],
  });
  const deep = "[".repeat(20_000) + "]".repeat(20_000);

  it("an event that JavaScript would drop is a mistake, not silence", () => {
    const text = JSON.stringify(returning(0)).replace('"*"', '"__proto__"');
    checkMistakes(text, ["$.callbacks[0].returns.__proto__: is no event; allowed: any other name"]);
  });

  it("a list deeper than the stack is a mistake in one short line", () => {
    const start =
      "allowed: a scenario, an object with schema, kernel, chain, chains, callbacks, program, order, policy, handoff";
    checkMistakes(deep, [`$: is a list of lists; ${start}`]);
  });

  it("a value that is no 32-bit integer is told once", () => {
    checkMistakes(returning(1e300), ['$.callbacks[0].returns["*"]: is 1e+300; allowed: a 32-bit integer']);
  });

  it("an event beyond all numbers is shown as what it is", () => {
    const text = JSON.stringify({ ...EXAMPLE, program: [{ call: 0 }] }).replace('"call":0', '"call":1e999');
    checkMistakes(text, ["$.program[0].call: is Infinity; allowed: an event, an integer or a name"]);
  });

  it.each([
    ["brackets", "(".repeat(50_000)],
    ["wrappers", `${"notifier_from_errno(".repeat(5000)}x`],
    ["a name", `NOTIFY_${"X".repeat(50_000)}`],
  ])("a value of %s without end makes a line that can be read, and says what is allowed", (_, value) => {
    const read = readScenario(returning(value));
    const messages = read.ok ? [] : read.mistakes.map(({ message }) => message);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.length).toBeLessThan(500);
    expect(messages[0]).toMatch(/; allowed: NOTIFY_DONE, .* or \?$/);
  });
});

describe("the schema that ships with the extension", () => {
  const manifest = JSON.parse(readFileSync("package.json", "utf8"));
  const [{ fileMatch, url }] = manifest.contributes.jsonValidation;
  const shipped = z.fromJSONSchema(JSON.parse(readFileSync(url, "utf8")));
  const read = (name: string): unknown => JSON.parse(readFileSync(`examples/scenarios/${name}`, "utf8"));

  it.each(readdirSync("examples/scenarios").filter((name) => name.endsWith(".json")))(
    "accepts %s",
    (name) => {
      expect(shipped.safeParse(read(name)).error).toBeUndefined();
      expect(name.endsWith(fileMatch.replace("*", ""))).toBe(true);
    },
  );

  it.each<[string, object]>([
    ["an unknown field", { colour: 1 }],
    ["an unknown type of chain", { chain: { name: "c", type: "sleepy" } }],
    ["an operation that is none", { program: [{ jump: 1 }] }],
    ["a priority beyond 32 bits", { callbacks: [{ name: "A", priority: 2 ** 31, returns: {} }] }],
    ["a callback without returns", { callbacks: [{ name: "A" }] }],
  ])("refuses %s", (_, wrong) => {
    expect(shipped.safeParse({ ...EXAMPLE, ...wrong }).success).toBe(false);
  });

  it("goes into the package", () => {
    const allowed = readFileSync(".vscodeignore", "utf8").split("\n");
    expect(allowed).toContain(`!${url.replace("./", "").replace(/[^/]+\.json$/, "*.json")}`);
  });
});
