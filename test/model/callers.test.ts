/** Who walks a chain, with which event, and what in the end becomes of the result. */
import { describe, it } from "vitest";
import { checkModel } from "./checkModel";

const HEAD = `//- /kernel/board.c
static BLOCKING_NOTIFIER_HEAD(chain);
`;
const ID = "kernel/board.c:chain";

describe("call sites", () => {
  it("with a constant, a parameter, a number, and an expression", () =>
    checkModel(
      "callSites",
      `${HEAD}
void go(unsigned long what, struct thing *t)
{
	blocking_notifier_call_chain(&chain, BOARD_UP, t);
	blocking_notifier_call_chain(&chain, what, t);
	blocking_notifier_call_chain(&chain, 3, t);
	blocking_notifier_call_chain(&chain, BOARD_UP | BOARD_LATE, t);
	blocking_notifier_call_chain(&chain, t->state, t);
	__blocking_notifier_call_chain(&chain, BOARD_DOWN, t, -1, NULL);
}
`,
      ["BOARD_UP", "param", "3", "BOARD_UP|BOARD_LATE", "param", "BOARD_DOWN"].map(
        (event) => `${ID}: ${event} in go: ignored`,
      ),
    ));

  it("through wrappers, in a header and in files that say nothing of notifiers", () =>
    checkModel(
      "callSites",
      `${HEAD}
int board_tell(unsigned long what, void *v)
{
	return blocking_notifier_call_chain(&chain, what, v);
}
//- /include/board.h
/* tells the notifier chain */
static inline int board_tell_up(void *v)
{
	return board_tell(BOARD_UP, v);
}
//- /drivers/a.c
int a(void *v)
{
	if (board_tell_up(v) == NOTIFY_BAD)
		undo(v);
	return board_tell(BOARD_DOWN, v);
}
`,
      [
        `${ID}: BOARD_DOWN in a through board_tell: returned`,
        `${ID}: BOARD_UP in board_tell_up through board_tell: returned`,
        `${ID}: param in board_tell: returned`,
      ],
    ));

  it("robust, with the event of the way back", () =>
    checkModel(
      "callSites",
      `${HEAD}
int go(void *v)
{
	int ret = blocking_notifier_call_chain_robust(&chain, BOARD_PREPARE, BOARD_UNDO, v);

	return notifier_to_errno(ret);
}
int pass(unsigned long up, unsigned long down, void *v)
{
	return blocking_notifier_call_chain_robust(&chain, up, down, v);
}
void use(void *v)
{
	WARN_ON(pass(BOARD_ON, BOARD_OFF, v));
}
`,
      [
        `${ID}: BOARD_PREPARE robust, back with BOARD_UNDO in go: to_errno`,
        `${ID}: param robust, back with param in pass: returned`,
        `${ID}: BOARD_ON robust, back with BOARD_OFF in use through pass: nonzero`,
      ],
    ));

  it("of a head per object, and of one handed over", () =>
    checkModel(
      "callSites",
      `//- /drivers/port.c
struct port {
	struct raw_notifier_head list;
};
static int tell(struct raw_notifier_head *list, unsigned long what)
{
	return raw_notifier_call_chain(list, what, NULL);
}
void port_up(struct port *port)
{
	tell(&port->list, PORT_UP);
}
`,
      ["struct port.list: PORT_UP in port_up through tell: ignored"],
    ));
});

describe("where a result ends up", () => {
  it("in the function that walks", () =>
    checkModel(
      "uses",
      `${HEAD}
void quiet(void *v)
{
	blocking_notifier_call_chain(&chain, BOARD_UP, v);
}
int loud(void *v)
{
	if (blocking_notifier_call_chain(&chain, BOARD_UP, v) & NOTIFY_STOP_MASK)
		undo(v);
	else
		go(v);
	return 0;
}
`,
      [
        "quiet: BOARD_UP ignored in quiet@kernel/board.c",
        "loud: BOARD_UP stop_mask (& NOTIFY_STOP_MASK) in loud@kernel/board.c then undo else go",
      ],
    ));

  it("callers away, through functions that return it as it is", () =>
    checkModel(
      "uses",
      `${HEAD}
static int tell(unsigned long what, void *v)
{
	return blocking_notifier_call_chain(&chain, what, v);
}
int tell_up(void *v)
{
	int ret;

	ret = tell(BOARD_UP, v);
	return ret;
}
//- /drivers/a.c
void a(void *v)
{
	if (tell_up(v) == NOTIFY_BAD)
		undo(v);
}
//- /drivers/b.c
void b(void *v)
{
	tell_up(v);
}
`,
      [
        "tell: BOARD_UP eq_BAD (== NOTIFY_BAD) in a@drivers/a.c then undo else -",
        "tell: BOARD_UP ignored in b@drivers/b.c",
        "tell_up: BOARD_UP eq_BAD (== NOTIFY_BAD) in a@drivers/a.c then undo else -",
        "tell_up: BOARD_UP ignored in b@drivers/b.c",
      ],
    ));

  it("through a function that converts it: the caller tests an errno", () =>
    checkModel(
      "uses",
      `${HEAD}
int tell(unsigned long what, void *v)
{
	int ret = blocking_notifier_call_chain(&chain, what, v);

	return notifier_to_errno(ret);
}
//- /drivers/a.c
int a(void *v)
{
	int err = tell(BOARD_UP, v);

	if (err)
		return err;
	go(v);
	return 0;
}
`,
      [
        "a: BOARD_UP to_errno (!= 0) in a@drivers/a.c then - else go",
        "tell: BOARD_UP to_errno (!= 0) in a@drivers/a.c then - else go",
      ],
    ));

  it("through a function that tests it: the caller's truth is the test's", () =>
    checkModel(
      "uses",
      `${HEAD}
bool taken(struct task_struct *task)
{
	return blocking_notifier_call_chain(&chain, 0, task) == NOTIFY_OK;
}
bool left(struct task_struct *task)
{
	return !taken(task);
}
//- /kernel/fork.c
void put_it(struct task_struct *tsk)
{
	if (!taken(tsk))
		free_task(tsk);
}
void put_other(struct task_struct *other)
{
	if (left(other))
		free_task(other);
}
`,
      [
        "taken: 0 eq_OK (== NOTIFY_OK) in put_other@kernel/fork.c then - else free_task",
        "taken: 0 eq_OK (== NOTIFY_OK) in put_it@kernel/fork.c then - else free_task",
      ],
    ));

  it("where a function acts on it and returns it all the same, it has been consumed", () =>
    checkModel(
      "uses",
      `${HEAD}
int tell(void *v)
{
	int ret = blocking_notifier_call_chain(&chain, BOARD_UP, v);

	if (ret == NOTIFY_BAD)
		undo(v);
	return ret;
}
//- /drivers/a.c
void a(void *v)
{
	if (tell(v))
		complain();
}
`,
      ["tell: BOARD_UP eq_BAD (== NOTIFY_BAD) in tell@kernel/board.c then undo else -"],
    ));

  it("where nobody calls the function that returns it, it stays returned", () =>
    checkModel(
      "uses",
      `${HEAD}\nint tell(void *v)\n{\n	return blocking_notifier_call_chain(&chain, BOARD_UP, v);\n}\n`,
      ["tell: BOARD_UP returned in tell@kernel/board.c"],
    ));

  it("statics of the same name in two files have their own callers", () =>
    checkModel(
      "uses",
      ["a", "b"]
        .map(
          (name) => `//- /drivers/${name}.c
static RAW_NOTIFIER_HEAD(${name}_chain);
static int tell(void *v)
{
	return raw_notifier_call_chain(&${name}_chain, UP, v);
}
void ${name}(void *v)
{
	if (tell(v) == ${name === "a" ? "NOTIFY_BAD" : "NOTIFY_STOP"})
		undo(v);
}
`,
        )
        .join(""),
      [
        "tell: UP eq_BAD (== NOTIFY_BAD) in a@drivers/a.c then undo else -",
        "tell: UP eq_STOP (== NOTIFY_STOP) in b@drivers/b.c then undo else -",
      ],
    ));

  it("functions that call each other end", () =>
    checkModel(
      "uses",
      `${HEAD}
int ping_notify(int n, void *v)
{
	if (n)
		return pong_notify(n - 1, v);
	return blocking_notifier_call_chain(&chain, BOARD_UP, v);
}
int pong_notify(int n, void *v)
{
	return ping_notify(n, v);
}
`,
      ["ping_notify: BOARD_UP returned in ping_notify@kernel/board.c"],
    ));
});
