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
      ["ping_notify: BOARD_UP returned in pong_notify@kernel/board.c"],
    ));

  it("a function that calls itself tests what it hands to itself, and hands it on to its other callers", () =>
    checkModel(
      "uses",
      `${HEAD}
static int ask_children(int n, void *v)
{
	int ret = blocking_notifier_call_chain(&chain, BOARD_UP, v);

	if (ret & NOTIFY_STOP_MASK)
		goto out;
	while (n--) {
		ret = ask_children(n, v);
		if (ret & NOTIFY_STOP_MASK)
			break;
	}
out:
	return ret;
}
int set_rate(void *v)
{
	int ret = ask_children(2, v);

	if (ret & NOTIFY_STOP_MASK)
		goto out;
	change(v);
out:
	return ret;
}
`,
      [
        "ask_children: BOARD_UP stop_mask (& NOTIFY_STOP_MASK) in ask_children@kernel/board.c then - else ask_children",
        "ask_children: BOARD_UP stop_mask (& NOTIFY_STOP_MASK) in ask_children@kernel/board.c",
        "ask_children: BOARD_UP stop_mask (& NOTIFY_STOP_MASK) in set_rate@kernel/board.c then - else change",
      ],
    ));
});

/** A driver's table of functions; the struct is in a header of its own, as is the pointer that leads to it. */
const TABLE = `${HEAD}
int board_tell(unsigned long what, void *v)
{
	return notifier_to_errno(blocking_notifier_call_chain(&chain, what, v));
}
//- /drivers/net/world.h
struct world_ops {
	int (*linked)(void *v);
};
struct other_ops {
	int (*linked)(void *v);
};
struct rocket {
	const struct world_ops *wops;
};
//- /drivers/net/world_dpa.c
static int dpa_linked(void *v)
{
	return board_tell(BOARD_UP, v);
}
const struct world_ops dpa_ops = {
	.linked = dpa_linked,
};
`;

describe("through a table of functions", () => {
  it("by a pointer to the table's struct, of a driver's own files, and on from there", () =>
    checkModel(
      "uses",
      `${TABLE}//- /drivers/net/world_main.c
/* hears of it by a notifier */
static int world_linked(struct rocket *rocket, void *v)
{
	const struct world_ops *wops = rocket->wops;

	if (!wops->linked)
		return -EOPNOTSUPP;
	return wops->linked(v);
}
int link_up(struct rocket *rocket, void *v)
{
	return world_linked(rocket, v) ? -EBUSY : 0;
}
void link_again(struct rocket *rocket, void *v)
{
	rocket->wops->linked(v);
}
`,
      [
        "dpa_linked: BOARD_UP to_errno (!= 0) in link_up@drivers/net/world_main.c",
        "dpa_linked: BOARD_UP ignored in link_again@drivers/net/world_main.c",
        "board_tell: BOARD_UP to_errno (!= 0) in link_up@drivers/net/world_main.c",
        "board_tell: BOARD_UP ignored in link_again@drivers/net/world_main.c",
      ],
    ));

  for (const [what, pointer] of [
    ["to another struct that has such a member", "const struct other_ops *ops"],
    ["of which nobody tells where it points", "const UNHEARD_OF *ops"],
  ])
    it(`not by a pointer ${what}`, () =>
      checkModel(
        "uses",
        `${TABLE}//- /drivers/net/world_main.c
/* hears of it by a notifier */
void link_up(${pointer}, void *v)
{
	if (ops->linked(v))
		complain();
}
`,
        [
          "dpa_linked: BOARD_UP to_errno in dpa_linked@drivers/net/world_dpa.c",
          "board_tell: BOARD_UP to_errno in dpa_linked@drivers/net/world_dpa.c",
        ],
      ));

  it("not in files that do not bear the name of the table's struct: those would be the whole tree", () =>
    checkModel(
      "uses",
      `${TABLE}//- /drivers/net/core.c
/* hears of it by a notifier */
void link_up(const struct world_ops *ops, void *v)
{
	if (ops->linked(v))
		complain();
}
`,
      [
        "dpa_linked: BOARD_UP to_errno in dpa_linked@drivers/net/world_dpa.c",
        "board_tell: BOARD_UP to_errno in dpa_linked@drivers/net/world_dpa.c",
      ],
    ));
});

/** A driver hands a function that returns what a walk says to a helper of another file. */
const HANDED = `${HEAD}
int board_tell(unsigned long what, void *v)
{
	return notifier_to_errno(blocking_notifier_call_chain(&chain, what, v));
}
//- /drivers/net/port.c
static int port_add(struct port *port, const void *ctx)
{
	return board_tell(BOARD_UP, port);
}
int port_event(struct port *port)
{
	int err = handle_add(port, is_ours, port_add);

	return err ? -EBUSY : 0;
}
`;

describe("of a function that is handed over", () => {
  it("goes through the parameter, as it is and handed on, and back to who handed it over, not to others", () =>
    checkModel(
      "uses",
      `${HANDED}//- /drivers/net/handle.c
static int __handle_add(struct port *port, bool (*check)(struct port *port),
			int (*add)(struct port *port, const void *ctx))
{
	int err;

	if (check(port)) {
		err = add(port, NULL);
		if (err != -EOPNOTSUPP)
			port->handled = true;
		return err;
	}
	return __handle_add(port->lower, check, add);
}
int handle_add(struct port *port, bool (*check)(struct port *port),
	       int (*add)(struct port *port, const void *ctx))
{
	return __handle_add(port, check, add);
}
//- /drivers/net/other.c
int other_event(struct port *port)
{
	if (handle_add(port, is_other, other_add))
		complain();
	return 0;
}
`,
      [
        "port_add: BOARD_UP to_errno (!= -EOPNOTSUPP) in __handle_add@drivers/net/handle.c",
        "port_add: BOARD_UP to_errno (!= 0) in port_event@drivers/net/port.c",
        "board_tell: BOARD_UP to_errno (!= -EOPNOTSUPP) in __handle_add@drivers/net/handle.c",
        "board_tell: BOARD_UP to_errno (!= 0) in port_event@drivers/net/port.c",
      ],
    ));

  it("is dropped where who gets it drops it", () =>
    checkModel(
      "uses",
      `${HANDED}//- /drivers/net/handle.c
int handle_add(struct port *port, bool (*check)(struct port *port),
	       int (*add)(struct port *port, const void *ctx))
{
	add(port, NULL);
	return 0;
}
`,
      [
        "port_add: BOARD_UP ignored in handle_add@drivers/net/handle.c",
        "board_tell: BOARD_UP ignored in handle_add@drivers/net/handle.c",
      ],
    ));

  it("stays where it was where it is kept for later, or where nobody tells what becomes of it", () =>
    checkModel(
      "uses",
      `${HANDED}//- /drivers/net/handle.c
int handle_add(struct port *port, bool (*check)(struct port *port),
	       int (*add)(struct port *port, const void *ctx))
{
	port->add = add;
	return 0;
}
`,
      [
        "port_add: BOARD_UP to_errno in port_add@drivers/net/port.c",
        "board_tell: BOARD_UP to_errno in port_add@drivers/net/port.c",
      ],
    ));
});
