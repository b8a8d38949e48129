/** What the callers of a chain make of its result, as a protocol; and the handoff of an object. */
import { describe, expect, it } from "vitest";
import { chainOf, checkModel } from "./checkModel";

/** A chain that these functions walk with WALK. */
const walked = (...functions: string[]): string => `
static RAW_NOTIFIER_HEAD(chain);
${functions.map((f) => f.replaceAll("WALK", "raw_notifier_call_chain(&chain, UP, task)")).join("\n")}
`;

const body = (name: string, statements: string): string =>
  `int ${name}(struct task_struct *task)\n{\n${statements}\n	return 0;\n}`;

const VETO = body("veto", "	if (notifier_to_errno(WALK))\n		undo(task);");
const STOP = body("stop", "	if (WALK & NOTIFY_STOP_MASK)\n		undo(task);");
const CLAIM = body("claim", "	if (WALK == NOTIFY_STOP)\n		return 1;");
const QUIET = body("quiet", "	WALK;");

describe("protocols", () => {
  it.each<[string, string, string[]]>([
    ["nobody walks", "notify-only", []],
    ["the result is ignored", "notify-only", [QUIET]],
    ["it is printed", "notify-only", [body("print", '	pr_info("%d", WALK);')]],
    ["it becomes an errno", "errno-veto", [VETO]],
    ["it becomes an errno once, and is ignored once", "errno-veto", [VETO, QUIET]],
    ["the stop bit ends it", "stop-veto", [STOP]],
    ["NOTIFY_BAD ends it", "stop-veto", [body("bad", "	if (WALK == NOTIFY_BAD)\n		undo(task);")]],
    ["anything but 0 ends it", "stop-veto", [body("any", "	if (WALK)\n		undo(task);")]],
    ["NOTIFY_STOP means handled", "claim", [CLAIM]],
    ["NOTIFY_OK means handled", "claim", [body("ok", "	if (WALK != NOTIFY_OK)\n		complain(task);")]],
    [
      "the stop bit means handled: its own handling is left out, and it ends as after that",
      "claim",
      [
        `int start(struct task_struct *task)
{
	int rv;

	if (!task) {
		rv = IDLE;
	} else {
		int err = WALK;

		if (err & NOTIFY_STOP_MASK) {
			rv = AGAIN;
			goto out;
		}
		err = transact(task);
		if (err)
			complain(task);
		rv = AGAIN;
	}
out:
	return rv;
}`,
      ],
    ],
    [
      "the stop bit ends it otherwise than its own handling does",
      "stop-veto",
      [
        `irqreturn_t irq(struct task_struct *task)
{
	if (WALK & NOTIFY_STOP_MASK)
		return IRQ_NONE;
	handle(task);
	return IRQ_HANDLED;
}`,
      ],
    ],
    [
      "the stop bit is only warned about",
      "notify-only",
      [
        body("warn", "	WARN_ON_ONCE(WALK & NOTIFY_STOP_MASK);\n	put(task);"),
        body("debug", '	int ret = WALK;\n\n	if (ret)\n		dev_dbg(task, "nobody");'),
      ],
    ],
    [
      "the stop bit is logged, the errno decides",
      "errno-veto",
      [
        `int notify(struct task_struct *task)
{
	int ret = WALK;

	if (ret & NOTIFY_STOP_MASK)
		pr_err("refused");
	return notifier_to_errno(ret);
}`,
        "int user(struct task_struct *task)\n{\n	if (notify(task))\n		undo(task);\n	return 0;\n}",
      ],
    ],
    [
      "the stop bit is passed on to callers who make an errno of it",
      "errno-veto",
      [
        `int both(struct task_struct *task)
{
	int ret = WALK;

	if (ret & NOTIFY_STOP_MASK)
		return ret;
	return more(task);
}`,
        "int user(struct task_struct *task)\n{\n	int err = notifier_to_errno(both(task));\n\n	if (err)\n		undo(task);\n	return err;\n}",
      ],
    ],
    [
      "NOTIFY_OK, whether or not it also stopped, means handled",
      "claim",
      [body("rest", "	if ((WALK & ~NOTIFY_STOP_MASK) != NOTIFY_OK)\n		complain(task);")],
    ],
    [
      "NOTIFY_DONE means that nobody cared",
      "claim",
      [
        `int probe(struct task_struct *task)
{
	int ok = WALK;

	if (ok == NOTIFY_DONE) {
		request_module("manager");
		ok = WALK;
	}
	return ok;
}`,
      ],
    ],
    ["callers differ", "mixed", [VETO, CLAIM]],
    ["stop bit here, errno there", "mixed", [STOP, VETO]],
  ])("%s: %s", (_, protocol, functions) =>
    checkModel("chains", walked(...functions), [`main.c:chain raw ${protocol}`]),
  );
});

describe("a caller that frees what nobody took", () => {
  const freed = (test: string): string =>
    `main.c:chain raw claim, task_struct freed by free_task() in put unless ${test}`;

  it.each<[string, string, string]>([
    [
      "returns early where it is taken",
      "== NOTIFY_OK",
      "	if (WALK == NOTIFY_OK)\n		return 0;\n	free_task(task);",
    ],
    [
      "frees it in the other arm",
      "== NOTIFY_STOP",
      "	if (WALK == NOTIFY_STOP)\n		count++;\n	else\n		free_task(task);",
    ],
    [
      "frees it where the test fails",
      "== NOTIFY_OK",
      "	int ret = WALK;\n\n	if (ret != NOTIFY_OK)\n		free_task(task);",
    ],
    ["frees it where nothing came back", "!= 0", "	if (!WALK)\n		free_task(task);"],
    ["tests a flag", "& NOTIFY_OK", "	if (WALK & NOTIFY_OK)\n		return 0;\n	free_task(task);"],
    ["tests for none", "!= NOTIFY_DONE", "	if (WALK == NOTIFY_DONE)\n		free_task(task);"],
  ])("%s", (_, test, statements) => checkModel("chains", walked(body("put", statements)), [freed(test)]));

  it("behind wrappers, under another name", async () => {
    const chain = await chainOf(
      `//- /kernel/profile.c
static ATOMIC_NOTIFIER_HEAD(free_list);
int task_handoff(struct task_struct *task)
{
	int ret = atomic_notifier_call_chain(&free_list, 0, task);

	return (ret == NOTIFY_OK) ? 1 : 0;
}
//- /kernel/fork.c
void put_task(struct task_struct *tsk)
{
	if (!task_handoff(tsk))
		__free_task(tsk);
}
`,
      "kernel/profile.c:free_list",
    );
    expect(chain.handoff).toMatchObject({
      object: "task_struct",
      claim: "== NOTIFY_OK",
      release: "__free_task",
      consumer: { function: "put_task", file: "kernel/fork.c", line: 3 },
    });
  });

  it.each<[string, string]>([
    ["frees something else", "	if (WALK != NOTIFY_OK)\n		free_task(other);"],
    ["frees it either way", "	if (WALK == NOTIFY_OK)\n		free_task(task);\n	else\n		free_task(task);"],
    ["only uses it", "	if (WALK != NOTIFY_OK)\n		use_task(task);"],
    [
      "still has it itself where it was claimed",
      "	if (WALK == NOTIFY_STOP)\n		wait_for(task);\n	else\n		put_task(task);",
    ],
    ["frees it before", "	free_task(task);\n	if (WALK == NOTIFY_OK)\n		count++;"],
  ])("is none where it %s", async (_, statements) => {
    expect((await chainOf(walked(body("put", statements)), "main.c:chain")).handoff).toBeNull();
  });

  it("has every consumer, each with its test and what it calls", async () => {
    const chain = await chainOf(
      walked(
        body("put", "	if (WALK == NOTIFY_OK)\n		return 0;\n	free_task(task);"),
        body("reap", "	if (WALK != NOTIFY_DONE)\n		return 0;\n	put_task_struct(task);"),
      ),
      "main.c:chain",
    );
    expect(chain.handoff?.consumers).toMatchObject([
      { claim: "== NOTIFY_OK", release: "free_task", use: { function: "put" } },
      { claim: "!= NOTIFY_DONE", release: "put_task_struct", use: { function: "reap" } },
    ]);
  });

  it("is none where an errno is undone", async () => {
    const chain = await chainOf(
      walked(body("put", "	if (notifier_to_errno(WALK))\n		free_task(task);")),
      "main.c:chain",
    );
    expect(chain).toMatchObject({ handoff: null, protocol: "errno-veto" });
  });
});

describe("what callbacks on such a chain take", () => {
  it("is told by the values that they return then", () =>
    checkModel(
      "returns",
      `//- /kernel/profile.c
static ATOMIC_NOTIFIER_HEAD(free_list);
int register_free(struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&free_list, nb);
}
//- /drivers/taker.c
static int taker_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (event == EXIT) {
		list_add(data, &dead);
		return NOTIFY_OK;
	}
	return NOTIFY_DONE;
}
static int helper(int err)
{
	return notifier_from_errno(err ? -EIO : 0);
}
static int looker_event(struct notifier_block *nb, unsigned long event, void *data)
{
	switch (event) {
	case EXIT:
		return helper(busy(nb));
	case FORK:
		return elsewhere(data);
	}
	return 0;
}
static struct notifier_block taker_nb = { .notifier_call = taker_event };
static struct notifier_block looker_nb = { .notifier_call = looker_event };
void start(void)
{
	register_free(&taker_nb);
	register_free(&looker_nb);
}
`,
      [
        "taker_event: EXIT: NOTIFY_OK | default: NOTIFY_DONE | takes with NOTIFY_OK",
        "looker_event: EXIT: notifier_from_errno(-EIO), NOTIFY_OK | FORK: ? | default: 0",
      ],
    ));
});
