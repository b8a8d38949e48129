/** The table "Registration" of domain.md, row by row: the order, the check by kernel version, and what it misses. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Operation, type Scenario, simulate } from "../../server/src/simulator";
import { answerTo, bystanders, checkWalk, lastStep, onOneChain, returnedBy, visited } from "./support";

/** Registers in the order of a word, and calls once: "ABA" registers A, B and A again. */
function registering(word: string, priorities: Readonly<Record<string, number>>, kernel: string): Scenario {
  const program: Operation[] = [...word].map((name) => ({ register: name }));
  return onOneChain(bystanders(priorities), [...program, { call: 0 }], { kernel });
}

describe("the order of a walk", () => {
  it("is descending priority", () => {
    checkWalk(registering("ABC", { A: -5, B: 10, C: 0 }, "6.1"), ["B", "C", "A"]);
  });

  it("is the order of registration for equal priorities", () => {
    checkWalk(registering("BAC", { A: 0, B: 0, C: 0 }, "6.1"), ["B", "A", "C"]);
  });

  it("holds for extreme priorities", () => {
    checkWalk(registering("ABC", { A: -0x80000000, B: 0x7fffffff, C: 0 }, "6.1"), ["B", "C", "A"]);
  });

  it("is a stable sort by priority, whatever is registered, in every kernel", () => {
    const kernels = fc.constantFrom("3.1", "4.20", "5.5", "5.17", "6.1");
    const priorities = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(kernels, priorities, (kernel, values) => {
        const blocks = values.map((priority, index) => ({ name: `b${index}`, priority, returns: {} }));
        const program = [...blocks.map(({ name }) => ({ register: name })), { call: 0 }];
        const stable = [...blocks].sort((a, b) => b.priority - a.priority).map(({ name }) => name);
        checkWalk(onOneChain(blocks, program, { kernel }), stable);
      }),
    );
  });
});

describe("registering a block that is on the chain already", () => {
  it.each([
    { kernel: "2.6.32", returns: [0, 0], warns: false, walk: ["A", "…"] },
    { kernel: "3.1", returns: [0, 0], warns: false, walk: ["A", "…"] },
    { kernel: "4.19", returns: [0, 0], warns: false, walk: ["A", "…"] },
    { kernel: "4.19.88", returns: [0, 0], warns: false, walk: ["A", "…"] },
    { kernel: "4.20", returns: [0, 0], warns: true, walk: ["A", "…"] },
    { kernel: "5.3", returns: [0, 0], warns: true, walk: ["A", "…"] },
    { kernel: "5.4", returns: [0, 0], warns: true, walk: ["A"] },
    { kernel: "5.5", returns: [0, 0], warns: true, walk: ["A"] },
    { kernel: "5.16", returns: [0, 0], warns: true, walk: ["A"] },
    { kernel: "5.17", returns: [0, -17], warns: true, walk: ["A"] },
    { kernel: "6.1", returns: [0, -17], warns: true, walk: ["A"] },
    { kernel: "6.1.192", returns: [0, -17], warns: true, walk: ["A"] },
  ])("Linux $kernel returns $returns and walks $walk", ({ kernel, returns, warns, walk }) => {
    const answer = answerTo(registering("AA", { A: 0 }, kernel));
    expect(returnedBy(answer)).toEqual(returns);
    expect(answer.steps.map((step) => "warning" in step)).toEqual([false, warns, false]);
    expect(visited(lastStep(answer))).toEqual(walk);
  });

  it("is checked on the newest kernel where the scenario names none", () => {
    const { kernel: _, ...scenario } = registering("AA", { A: 0 }, "6.1");
    expect(returnedBy(answerTo(scenario))).toEqual([0, -17]);
  });

  it("is warned about once since boot in 4.20, whichever block and chain", () => {
    const answer = answerTo(registering("ABCBA", { A: 2, B: 1, C: 0 }, "4.20"));
    expect(answer.steps.map((step) => "warning" in step)).toEqual([false, false, false, true, false, false]);
  });

  it("is warned about every time from 5.5 on", () => {
    const answer = answerTo(registering("ABBA", { A: 1, B: 0 }, "5.5"));
    expect(answer.steps.map((step) => "warning" in step)).toEqual([false, false, true, true, false]);
  });
});

describe("the lists that no check protects, until 5.3", () => {
  const cases = [
    { what: "A,A makes A→A", word: "AA", priorities: { A: 0 }, walk: ["A", "…"], cycle: ["A"] },
    {
      what: "A,B,C then A leaves A alone",
      word: "ABCA",
      priorities: { A: 0, B: 0, C: 0 },
      walk: ["A"],
      lost: ["B", "C"],
    },
    {
      what: "A10,B0,C-5 then B makes B→B and loses C",
      word: "ABCB",
      priorities: { A: 10, B: 0, C: -5 },
      walk: ["A", "B", "…"],
      cycle: ["B"],
      lost: ["C"],
    },
  ];
  it.each(
    cases.flatMap((row) => ["2.6.32", "3.1", "4.19", "4.20", "5.3"].map((kernel) => ({ ...row, kernel }))),
  )("$what ($kernel)", ({ word, priorities, kernel, walk, cycle, lost }) => {
    const answer = answerTo(registering(word, priorities, kernel));
    expect(visited(lastStep(answer))).toEqual(walk);
    const damage = { chain: "chain", ...(lost ? { lost } : {}), ...(cycle ? { cycle } : {}) };
    expect(answer.steps.at(-2)).toMatchObject({ returned: 0, damage: [damage] });
    const end = cycle ? { cycle, endless: true } : { result: 0, nrCalls: walk.length };
    expect(lastStep(answer)).toMatchObject(end);
    expect(answer.endless).toBe(cycle ? true : undefined);
  });

  it.each(
    cases.flatMap((row) =>
      ["5.4", "5.5", "5.16", "5.17", "5.19", "6.1"].map((kernel) => ({ ...row, kernel })),
    ),
  )(
    "are as they were where the check keeps the block out: $word ($kernel)",
    ({ word, priorities, kernel }) => {
      const answer = answerTo(registering(word, priorities, kernel));
      expect(visited(lastStep(answer))).toEqual(Object.keys(priorities));
      expect(answer.steps.filter((step) => "damage" in step)).toEqual([]);
    },
  );

  it("makes a third registration of the same block hang", () => {
    const answer = answerTo(registering("AAA", { A: 0 }, "3.1"));
    expect(answer.steps).toHaveLength(3);
    expect(lastStep(answer)).toEqual({ op: "register", callback: "A", endless: true });
    expect(answer.endless).toBe(true);
  });

  it("makes unregistering a stranger hang, and leaves A on the chain when A is unregistered", () => {
    const blocks = bystanders({ A: 0, B: 0 });
    const program = [{ register: "A" }, { register: "A" }, { unregister: "A" }, { unregister: "B" }];
    expect(returnedBy(answerTo(onOneChain(blocks, program, { kernel: "3.1" })))).toEqual([
      0,
      0,
      0,
      "endless",
    ]);
  });
});

describe("the check of 5.5 and later is defeated", () => {
  it.each(["4.20", "5.4", "5.5", "5.17", "5.19", "6.1"])(
    "A10,X0, then X at 20: X→A→X, and 0 is returned (%s)",
    (kernel) => {
      const program = [{ register: "A" }, { register: "X" }, { register: "X", priority: 20 }, { call: 0 }];
      const answer = answerTo(onOneChain(bystanders({ A: 10, X: 0 }), program, { kernel }));
      expect(visited(lastStep(answer))).toEqual(["X", "A", "…"]);
      expect(answer.steps[2]).toEqual({
        op: "register",
        callback: "X",
        priority: 20,
        returned: 0,
        damage: [{ chain: "chain", cycle: ["X", "A"] }],
      });
    },
  );
});

describe("unique priorities", () => {
  const blocks = bystanders({ A: 0, B: 0, C: 1 });
  it.each<[string, Operation[], number[]]>([
    [
      "another block of the priority is met first",
      [{ register: "A" }, { registerUniquePrio: "B" }],
      [0, -16],
    ],
    ["the block itself is met first", [{ register: "A" }, { registerUniquePrio: "A" }], [0, -17]],
    [
      "another is met before the block itself",
      [{ register: "A" }, { register: "B" }, { registerUniquePrio: "B" }],
      [0, 0, -16],
    ],
    [
      "the block itself is met before another",
      [{ register: "A" }, { register: "B" }, { registerUniquePrio: "A" }],
      [0, 0, -17],
    ],
    ["the priority is free", [{ register: "A" }, { registerUniquePrio: "C" }], [0, 0]],
  ])("%s", (_, program, returns) => {
    for (const type of ["atomic", "blocking"] as const)
      for (const kernel of ["5.19", "6.1"])
        expect(returnedBy(answerTo(onOneChain(blocks, program, { type, kernel })))).toEqual(returns);
  });

  it.each<[kernel: string, type: "atomic" | "blocking" | "raw" | "srcu", there: boolean]>([
    ["5.18", "atomic", false],
    ["5.18", "blocking", false],
    ["5.19", "atomic", true],
    ["5.19", "blocking", true],
    ["6.1", "raw", false],
    ["6.1", "srcu", false],
  ])("Linux %s, %s: the function is there: %s", (kernel, type, there) => {
    const simulation = simulate(onOneChain(blocks, [{ registerUniquePrio: "A" }], { kernel, type }));
    const told = simulation.ok ? [] : simulation.mistakes;
    expect(told.map(({ path }) => path)).toEqual(there ? [] : ["$.program[0].registerUniquePrio"]);
    for (const { message } of told)
      expect(message).toContain(`Linux ${kernel} has no ${type}_notifier_chain_register_unique_prio()`);
  });

  it("leaves the chain as it was when it fails", () => {
    const program = [
      { register: "A" },
      { registerUniquePrio: "B" },
      { registerUniquePrio: "A" },
      { call: 0 },
    ];
    checkWalk(onOneChain(blocks, program), ["A"]);
  });
});

describe("unregistering", () => {
  const blocks = bystanders({ A: 1, B: 0, C: 0 });
  it("takes the block off", () => {
    const program = [
      { register: "A" },
      { register: "B" },
      { register: "C" },
      { unregister: "B" },
      { call: 0 },
    ];
    checkWalk(onOneChain(blocks, program), ["A", "C"]);
  });

  it("of what is not there returns -ENOENT", () => {
    const program = [
      { unregister: "A" },
      { register: "A" },
      { unregister: "B" },
      { unregister: "A" },
      { unregister: "A" },
    ];
    expect(returnedBy(answerTo(onOneChain(blocks, program)))).toEqual([-2, 0, -2, 0, -2]);
  });

  it("lets the block be registered again, at its place, without damage", () => {
    const program = [
      { register: "B" },
      { register: "C" },
      { unregister: "B" },
      { register: "B" },
      { call: 0 },
    ];
    const answer = answerTo(onOneChain(blocks, program));
    expect(visited(lastStep(answer))).toEqual(["C", "B"]);
    expect(answer.steps[3]).toEqual({ op: "register", callback: "B", returned: 0 });
  });
});

describe("one block on two chains", () => {
  const twoChains = (
    priorities: Readonly<Record<string, number>>,
    kernel: string,
    call: string,
  ): Scenario => ({
    schema: 1,
    kernel,
    chains: [
      { name: "first", type: "blocking" },
      { name: "second", type: "blocking" },
    ],
    callbacks: bystanders(priorities),
    program: [
      { register: "S", on: "first" },
      { register: "P", on: "first" },
      { register: "Q", on: "second" },
      { register: "S", on: "second" },
      { call: 0, on: call },
    ],
  });

  it.each(["3.1", "4.20", "5.5", "5.17", "6.1"])(
    "at the second one's tail drops P from the first (%s)",
    (kernel) => {
      const answer = answerTo(twoChains({ S: 0, P: 0, Q: 0 }, kernel, "first"));
      expect(visited(lastStep(answer))).toEqual(["S"]);
      expect(answer.steps[3]).toEqual({
        op: "register",
        on: "second",
        callback: "S",
        returned: 0,
        damage: [{ chain: "first", lost: ["P"] }],
      });
      checkWalk(twoChains({ S: 0, P: 0, Q: 0 }, kernel, "second"), ["Q", "S"]);
    },
  );

  it.each(["3.1", "4.20", "5.5", "5.17", "6.1"])("before Q makes the first chain run Q (%s)", (kernel) => {
    const answer = answerTo(twoChains({ S: 1, P: 0, Q: 0 }, kernel, "first"));
    expect(visited(lastStep(answer))).toEqual(["S", "Q"]);
    expect(answer.steps[3]).toMatchObject({ damage: [{ chain: "first", lost: ["P"], gained: ["Q"] }] });
    checkWalk(twoChains({ S: 1, P: 0, Q: 0 }, kernel, "second"), ["S", "Q"]);
  });

  it("grows both chains from then on", () => {
    const scenario = twoChains({ S: 1, P: 0, Q: 0, R: -1 }, "6.1", "first");
    const program = [
      ...(scenario.program ?? []).slice(0, -1),
      { register: "R", on: "second" },
      { call: 0, on: "first" },
    ];
    const answer = answerTo({ ...scenario, program });
    expect(visited(lastStep(answer))).toEqual(["S", "Q", "R"]);
    expect(answer.steps[4]).toMatchObject({ damage: [{ chain: "first", gained: ["R"] }] });
  });
});
