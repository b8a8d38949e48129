/** The bridge from a chain of the tree to a scenario: what it takes over, what it has to assume. */
import { describe, expect, it } from "vitest";
import type { Chain } from "../../server/src/model/model";
import { type ScenarioOptions, toSimulation } from "../../server/src/model/toSimulation";
import { simulate } from "../../server/src/simulator/index";
import { chainOf } from "./checkModel";

const callback = (name: string, statements: string, extra = ""): string => `
static int ${name}(struct notifier_block *nb, unsigned long event, void *data)
{
${statements}
}
static struct notifier_block ${name}_nb = { .notifier_call = ${name},${extra} };
`;

/** A chain on which these callbacks are, in this order of the file. */
function tree(callbacks: Record<string, string>, walk: string): Promise<Chain> {
  const names = Object.keys(callbacks).map((key) => key.split(" ")[0] ?? "");
  return chainOf(
    `
static BLOCKING_NOTIFIER_HEAD(chain);
${Object.entries(callbacks)
  .map(([key, statements]) => {
    const [name = "", priority] = key.split(" ");
    return callback(name, statements, priority === undefined ? "" : ` .priority = ${priority}`);
  })
  .join("")}
void start(void)
{
${names.map((name) => `	blocking_notifier_chain_register(&chain, &${name}_nb);`).join("\n")}
}
int walk(struct task_struct *task)
{
${walk}
}
`,
    "main.c:chain",
  );
}

const OPTIONS: ScenarioOptions = { kernelVersion: "6.1.192" };
const WALK = "	return blocking_notifier_call_chain(&chain, UP, task);";

/** Every scenario of these tests runs. */
function scenarioOf(chain: Chain, options: ScenarioOptions = OPTIONS) {
  const made = toSimulation(chain, options);
  const ran = simulate(made.scenario);
  expect(ran.ok ? "runs" : ran.mistakes).toBe("runs");
  return made;
}

describe("a scenario of a chain", () => {
  it("has its callbacks in the order of a walk, with what they return", async () => {
    const chain = await tree({ "low -1": "	return NOTIFY_BAD;", "high 7": "	return NOTIFY_OK;" }, WALK);
    const { named, ...made } = scenarioOf(chain);
    expect([...named].map(([name, callback]) => [name, callback.function])).toEqual([
      ["high", "high"],
      ["low", "low"],
    ]);
    expect(made).toEqual({
      scenario: {
        schema: 1,
        kernel: "6.1.192",
        chain: { name: "chain", type: "blocking" },
        callbacks: [
          { name: "high", priority: 7, returns: { "*": "NOTIFY_OK" } },
          { name: "low", priority: -1, returns: { "*": "NOTIFY_BAD" } },
        ],
        program: [{ register: "high" }, { register: "low" }, { call: "UP" }],
        policy: "last",
      },
      assumptions: [],
    });
  });

  it("leaves the kernel out where the tree does not tell one", async () => {
    const chain = await tree({ one: "	return NOTIFY_OK;" }, WALK);
    expect(scenarioOf(chain, { kernelVersion: null }).scenario).not.toHaveProperty("kernel");
  });

  it("calls every event that callers tell, numbers as numbers, robust pairs as pairs", async () => {
    const walk = `	blocking_notifier_call_chain(&chain, UP, task);
	blocking_notifier_call_chain(&chain, 3, task);
	blocking_notifier_call_chain(&chain, UP, task);
	blocking_notifier_call_chain(&chain, task->state, task);
	return blocking_notifier_call_chain_robust(&chain, PREPARE, UNDO, task);`;
    const chain = await tree({ one: "	return NOTIFY_OK;" }, walk);
    expect(scenarioOf(chain).scenario.program).toEqual([
      { register: "one" },
      { call: "UP" },
      { call: 3 },
      { callRobust: ["PREPARE", "UNDO"] },
    ]);
    const wrapped = await chainOf(
      `static BLOCKING_NOTIFIER_HEAD(chain);
static struct notifier_block one_nb = { .notifier_call = one };
int tell(unsigned long up, unsigned long down)
{
	return blocking_notifier_call_chain_robust(&chain, up, down, NULL);
}
int start(void)
{
	blocking_notifier_chain_register(&chain, &one_nb);
	return tell(PREPARE, UNDO);
}`,
      "main.c:chain",
    );
    expect(scenarioOf(wrapped).scenario.program?.at(-1)).toEqual({ callRobust: ["PREPARE", "UNDO"] });
    expect(scenarioOf(chain, { ...OPTIONS, events: ["UNDO"] }).scenario.program?.at(-1)).toEqual({
      call: "UNDO",
    });
  });

  it("calls event 0 where callers tell none", async () => {
    const chain = await tree(
      { one: "	return NOTIFY_OK;" },
      "	return blocking_notifier_call_chain(&chain, task->state, task);",
    );
    expect(scenarioOf(chain).scenario.program?.at(-1)).toEqual({ call: 0 });
  });

  it("takes the callbacks that are asked for, in the order that is asked for", async () => {
    const chain = await tree(
      { one: "	return NOTIFY_OK;", two: "	return NOTIFY_OK;", three: "	return 0;" },
      WALK,
    );
    const [one, two, three] = chain.callbacks;
    const chosen = [three, one].flatMap((c) => c ?? []);
    const { scenario, assumptions } = scenarioOf(chain, { ...OPTIONS, callbacks: chosen });
    expect(scenario.callbacks.map((c) => c.name)).toEqual([three?.function, one?.function]);
    expect(scenario.callbacks.map((c) => c.name)).not.toContain(two?.function);
    expect(assumptions).toEqual([]);
  });

  it("names callbacks of the same name by their files", async () => {
    const own = (file: string): string => `//- /${file}
${callback("on_event", "	return NOTIFY_OK;")}
int ${file.replace(/\W/g, "_")}_init(void)
{
	return register_it_notifier(&on_event_nb);
}
`;
    const chain = await chainOf(
      `//- /kernel/it.c
static RAW_NOTIFIER_HEAD(it);
int register_it_notifier(struct notifier_block *nb)
{
	return raw_notifier_chain_register(&it, nb);
}
${own("a.c")}${own("b.c")}`,
      "kernel/it.c:it",
    );
    expect(scenarioOf(chain).scenario.callbacks.map((c) => c.name)).toEqual(["on_event", "on_event@b.c"]);
  });
});

describe("what has to be assumed is said", () => {
  it.each<[string, Record<string, string>, Record<string, string>, string[]]>([
    [
      "equal priorities",
      { one: "	return NOTIFY_OK;", two: "	return NOTIFY_OK;" },
      { "*": "NOTIFY_OK" },
      ["Callbacks of equal priority are taken to be registered in the order of their files."],
    ],
    [
      "a priority that is not known",
      { "one ELSEWHERE": "	return NOTIFY_OK;" },
      { "*": "NOTIFY_OK" },
      ["The priority of one, written ELSEWHERE, is not known and taken as 0."],
    ],
    [
      "several values: the ordinary one",
      { one: "	if (event == UP && busy(data))\n		return NOTIFY_BAD;\n	return NOTIFY_DONE;" },
      { UP: "NOTIFY_DONE", "*": "NOTIFY_DONE" },
      ["one can answer NOTIFY_BAD or NOTIFY_DONE to UP: NOTIFY_DONE is assumed."],
    ],
    [
      "a value that is not known",
      { one: "	return elsewhere(data);" },
      { "*": "NOTIFY_DONE" },
      ["What one answers is not known: NOTIFY_DONE is assumed."],
    ],
    [
      "an errno that is not known",
      {
        one: "	int err = elsewhere(data);\n\n	if (err)\n		return notifier_from_errno(err);\n	return NOTIFY_STOP;",
      },
      { "*": "notifier_from_errno(-EINVAL)" },
      ["one can answer notifier_from_errno(...) or NOTIFY_STOP: notifier_from_errno(-EINVAL) is assumed."],
    ],
    [
      "a constant of the driver's own",
      { one: "	return BOARD_RESULT;" },
      { "*": "NOTIFY_DONE" },
      ["one can answer BOARD_RESULT: NOTIFY_DONE is assumed."],
    ],
    [
      "the same choice for many events, once",
      {
        one: "	switch (event) {\n	case A:\n	case B:\n		return busy(data) ? NOTIFY_BAD : NOTIFY_OK;\n	}\n	return NOTIFY_OK;",
      },
      { A: "NOTIFY_OK", B: "NOTIFY_OK", "*": "NOTIFY_OK" },
      ["one can answer NOTIFY_BAD or NOTIFY_OK to A, B: NOTIFY_OK is assumed."],
    ],
  ])("%s", async (_, callbacks, returns, assumptions) => {
    const made = scenarioOf(await tree(callbacks, WALK));
    expect(made.assumptions).toEqual(assumptions);
    expect(made.scenario.callbacks[0]?.returns).toEqual(returns);
  });

  it("of all values: what stands for others, and what is left out", async () => {
    const chain = await tree(
      {
        one: "	int err = elsewhere(data);\n\n	if (err)\n		return notifier_from_errno(err);\n	return busy(data) ? NOTIFY_BAD : NOTIFY_OK;",
        two: "	if (event == UP)\n		return elsewhere(data);\n	return event == DOWN ? NOTIFY_STOP : other(data) ? BOARD_RESULT : 0;",
      },
      WALK,
    );
    const { scenario, assumptions } = toSimulation(chain, { ...OPTIONS, values: "all" });
    expect(scenario.callbacks.map(({ returns }) => returns)).toEqual([
      { "*": ["NOTIFY_OK", "notifier_from_errno(-EINVAL)", "NOTIFY_BAD"] },
      { UP: "NOTIFY_DONE", DOWN: "NOTIFY_STOP", "*": "0" },
    ]);
    expect(assumptions).toEqual([
      "notifier_from_errno(-EINVAL) stands for the notifier_from_errno(...) of one.",
      "What two answers to UP is not known: NOTIFY_DONE is assumed.",
      "two can answer BOARD_RESULT, whose value is not known: that is left out.",
      "All 2 callbacks of the tree are on the chain at once, whatever machine or configuration they are for.",
    ]);
    expect(scenario.order).toBe("any");
  });

  it("but not where somebody chooses", async () => {
    const chain = await tree({ one: "	return busy(data) ? NOTIFY_BAD : NOTIFY_OK;" }, WALK);
    const made = scenarioOf(chain, {
      ...OPTIONS,
      choose: (_, __, values) => values.find((v) => v === "NOTIFY_BAD"),
    });
    expect(made.assumptions).toEqual([]);
    expect(made.scenario.callbacks[0]?.returns).toEqual({ "*": "NOTIFY_BAD" });
  });
});

describe("a handoff", () => {
  const CLAIM =
    "	if (blocking_notifier_call_chain(&chain, 0, task) == NOTIFY_OK)\n		return 0;\n	free_task(task);\n	return 0;";

  it("comes with the test and with what each callback takes", async () => {
    const chain = await tree(
      {
        "keeper 3": "	list_add(data, &dead);\n	return NOTIFY_OK;",
        "freer 2": "	if (!enabled)\n		return NOTIFY_DONE;\n	free_task(data);\n	return NOTIFY_OK;",
        "looker 1": "	return NOTIFY_OK;",
      },
      CLAIM,
    );
    const { scenario } = scenarioOf(chain);
    expect(scenario.handoff).toEqual({ object: "task_struct", claim: "== NOTIFY_OK", protocol: "claim" });
    expect(scenario.callbacks).toEqual([
      { name: "keeper", priority: 3, returns: { "*": "NOTIFY_OK" }, handoff: "keeps" },
      { name: "freer", priority: 2, returns: { "*": "NOTIFY_OK" }, handoff: "frees", takes: ["NOTIFY_OK"] },
      { name: "looker", priority: 1, returns: { "*": "NOTIFY_OK" } },
    ]);
  });

  it("is none on a chain whose caller frees nothing, whatever its callbacks do", async () => {
    const chain = await tree({ one: "	kfree(data);\n	return NOTIFY_OK;" }, WALK);
    const { scenario } = scenarioOf(chain);
    expect(scenario).not.toHaveProperty("handoff");
    expect(scenario.callbacks[0]).not.toHaveProperty("handoff");
  });
});
