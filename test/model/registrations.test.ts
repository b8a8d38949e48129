/** Who is on which chain: registrations followed through wrappers, files and structs to a head and a callback. */
import { describe, it } from "vitest";
import { checkModel } from "./checkModel";

/** A callback with its block. */
const listener = (name: string, extra = ""): string => `
static int ${name}_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_DONE;
}

static struct notifier_block ${name}_nb = {
	.notifier_call = ${name}_event,${extra}
};
`;

const CHAIN = `//- /kernel/board.c
static BLOCKING_NOTIFIER_HEAD(board_chain);

int register_board_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&board_chain, nb);
}

int unregister_board_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&board_chain, nb);
}
`;

const on = (chain: string, ...callbacks: string[]): string[] => callbacks.map((c) => `${chain}: ${c}`);

describe("across files", () => {
  it("directly, where the head is the file's own", () =>
    checkModel(
      "callbacks",
      `${CHAIN}${listener("own")}
static int __init own_init(void)
{
	return blocking_notifier_chain_register(&board_chain, &own_nb);
}
`,
      on(
        "kernel/board.c:board_chain",
        "own_event@kernel/board.c own_nb at 0 by blocking_notifier_chain_register in own_init",
      ),
    ));

  it("by a wrapper, with all that take it off", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/x.c
${listener("x")}
int x_probe(void)
{
	return register_board_notifier(&x_nb);
}
int x_fail(void)
{
	return unregister_board_notifier(&x_nb);
}
void x_remove(void)
{
	unregister_board_notifier(&x_nb);
}
`,
      on(
        "kernel/board.c:board_chain",
        "x_event@drivers/x.c x_nb at 0 by register_board_notifier in x_probe off by unregister_board_notifier in x_fail off by unregister_board_notifier in x_remove",
      ),
    ));

  it("by wrappers of wrappers, one of them in a header", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /include/board.h
static inline int board_listen(struct notifier_block *nb)
{
	return register_board_notifier(nb);
}
//- /lib/hook.c
int hook_up(int loud, struct notifier_block *nb)
{
	return board_listen(nb);
}
//- /drivers/x.c
${listener("x")}
int x_probe(void)
{
	return hook_up(1, &x_nb);
}
`,
      on("kernel/board.c:board_chain", "x_event@drivers/x.c x_nb at 0 by hook_up in x_probe"),
    ));

  it("through a head that is a parameter", () =>
    checkModel(
      "callbacks",
      `//- /kernel/lists.c
RAW_NOTIFIER_HEAD(early_list);
RAW_NOTIFIER_HEAD(late_list);

static int put_on(struct raw_notifier_head *list, struct notifier_block *nb)
{
	return raw_notifier_chain_register(list, nb);
}
int register_early(struct notifier_block *nb)
{
	return put_on(&early_list, nb);
}
int register_late(struct notifier_block *nb)
{
	return put_on(&late_list, nb);
}
//- /drivers/x.c
${listener("x")}${listener("y")}
int x_probe(void)
{
	register_late(&x_nb);
	return register_early(&y_nb);
}
`,
      [
        "kernel/lists.c:early_list: y_event@drivers/x.c y_nb at 0 by register_early in x_probe",
        "kernel/lists.c:late_list: x_event@drivers/x.c x_nb at 0 by register_late in x_probe",
      ],
    ));

  it("through an argument that picks the chain", () =>
    checkModel(
      "callbacks",
      `//- /kernel/freq.c
static BLOCKING_NOTIFIER_HEAD(policy_list);
static struct srcu_notifier_head change_list;

int freq_register_notifier(struct notifier_block *nb, unsigned int list)
{
	switch (list) {
	case FREQ_POLICY:
		return blocking_notifier_chain_register(&policy_list, nb);
	case FREQ_CHANGE:
		return srcu_notifier_chain_register(&change_list, nb);
	}
	return -EINVAL;
}
//- /drivers/x.c
${listener("p")}${listener("c")}${listener("u")}
int x_probe(unsigned int which)
{
	freq_register_notifier(&p_nb, FREQ_POLICY);
	freq_register_notifier(&c_nb, FREQ_CHANGE);
	return freq_register_notifier(&u_nb, which);
}
`,
      [
        "kernel/freq.c:policy_list: p_event@drivers/x.c p_nb at 0 by freq_register_notifier in x_probe",
        "kernel/freq.c:policy_list: u_event@drivers/x.c u_nb at 0 by freq_register_notifier in x_probe",
        "kernel/freq.c:change_list: c_event@drivers/x.c c_nb at 0 by freq_register_notifier in x_probe",
        "kernel/freq.c:change_list: u_event@drivers/x.c u_nb at 0 by freq_register_notifier in x_probe",
      ],
    ));

  it("by a macro of a header", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /include/board.h
#define board_notifier(fn, pri) { \\
	static struct notifier_block fn##_nb = { .notifier_call = fn, .priority = pri }; \\
	register_board_notifier(&fn##_nb); \\
}
//- /drivers/x.c
static int x_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
void x_probe(void)
{
	board_notifier(x_event, -5);
}
`,
      on(
        "kernel/board.c:board_chain",
        "x_event@drivers/x.c x_event_nb at -5 by register_board_notifier in x_probe",
      ),
    ));
});

describe("names that mean several things", () => {
  const own = (file: string): string => `//- /${file}
static RAW_NOTIFIER_HEAD(free_list);
${listener("on")}
int ${file.replace(/\W/g, "_")}_init(void)
{
	return raw_notifier_chain_register(&free_list, &on_nb);
}
`;

  it("statics of two files are two", () =>
    checkModel("callbacks", own("a/one.c") + own("b/two.c"), [
      "a/one.c:free_list: on_event@a/one.c on_nb at 0 by raw_notifier_chain_register in a_one_c_init",
      "b/two.c:free_list: on_event@b/two.c on_nb at 0 by raw_notifier_chain_register in b_two_c_init",
    ]));

  it("of two global definitions the nearest is meant", () =>
    checkModel(
      "callbacks",
      `//- /arch/arm/board.c
RAW_NOTIFIER_HEAD(board_list);
//- /arch/mips/board.c
RAW_NOTIFIER_HEAD(board_list);
//- /arch/arm/mach/user.c
${listener("arm")}
int arm_init(void)
{
	return raw_notifier_chain_register(&board_list, &arm_nb);
}
//- /arch/mips/user.c
${listener("mips")}
int mips_init(void)
{
	return raw_notifier_chain_register(&board_list, &mips_nb);
}
`,
      [
        "arch/arm/board.c:board_list: arm_event@arch/arm/mach/user.c arm_nb at 0 by raw_notifier_chain_register in arm_init",
        "arch/mips/board.c:board_list: mips_event@arch/mips/user.c mips_nb at 0 by raw_notifier_chain_register in mips_init",
      ],
    ));

  it("a callback that is weak, and one per architecture: all of them", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /kernel/event.c
int __weak shared_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_DONE;
}
static struct notifier_block shared_nb = { .notifier_call = shared_event };
int shared_init(void)
{
	return register_board_notifier(&shared_nb);
}
//- /arch/arm/event.c
int shared_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
`,
      [
        "kernel/board.c:board_chain: shared_event@arch/arm/event.c shared_nb at 0 by register_board_notifier in shared_init (alternative)",
        "kernel/board.c:board_chain: shared_event@kernel/event.c shared_nb at 0 by register_board_notifier in shared_init",
      ],
    ));

  it("a callback that is nowhere in the tree is on its chain all the same", () =>
    checkModel(
      "returns",
      `${CHAIN}//- /drivers/x.c
static struct notifier_block x_nb = { .notifier_call = assembler_event };
int x_probe(void)
{
	return register_board_notifier(&x_nb);
}
`,
      ["assembler_event: default: ?"],
    ));
});

describe("members", () => {
  const OBJECT = `//- /include/profile.h
struct profile {
	struct srcu_notifier_head transitions;
};
struct port {
	struct profile *profile;
};
//- /kernel/profile.c
int profile_watch(struct profile *p, struct notifier_block *nb)
{
	return srcu_notifier_chain_register(&p->transitions, nb);
}
`;

  it("a head per object", () =>
    checkModel(
      "callbacks",
      `${OBJECT}//- /drivers/x.c
${listener("x")}
int x_probe(struct profile *p)
{
	return profile_watch(p, &x_nb);
}
`,
      on("struct profile.transitions", "x_event@drivers/x.c x_nb at 0 by profile_watch in x_probe"),
    ));

  it("a head behind pointers of other structs", () =>
    checkModel(
      "callbacks",
      `${OBJECT}//- /include/hub.h
struct hub {
	struct port *port;
};
//- /drivers/x.c
${listener("x")}
int x_probe(struct hub *hub)
{
	return srcu_notifier_chain_register(&hub->port->profile->transitions, &x_nb);
}
`,
      on(
        "struct profile.transitions",
        "x_event@drivers/x.c x_nb at 0 by srcu_notifier_chain_register in x_probe",
      ),
    ));

  it("a head in a variable without a struct's name", () =>
    checkModel(
      "callbacks",
      `//- /kernel/cpu.c
static struct {
	struct raw_notifier_head chain;
} cpu_state;
${listener("x")}
int x_init(void)
{
	return raw_notifier_chain_register(&cpu_state.chain, &x_nb);
}
`,
      on(
        "kernel/cpu.c:cpu_state.chain",
        "x_event@kernel/cpu.c x_nb at 0 by raw_notifier_chain_register in x_init",
      ),
    ));

  it("a block per object, filled where it is registered", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/x.c
struct x_device {
	struct notifier_block nb;
};
static int x_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
int x_probe(struct x_device *x)
{
	x->nb.notifier_call = x_event;
	x->nb.priority = 3;
	return register_board_notifier(&x->nb);
}
void x_remove(struct x_device *x)
{
	unregister_board_notifier(&x->nb);
}
`,
      on(
        "kernel/board.c:board_chain",
        "x_event@drivers/x.c struct x_device.nb at 3 by register_board_notifier in x_probe off by unregister_board_notifier in x_remove",
      ),
    ));

  it("a block per object, filled by somebody else than the one that registers it", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /include/gadget.h
struct gadget {
	struct notifier_block nb;
};
//- /kernel/gadget.c
int gadget_add(struct gadget *g)
{
	return register_board_notifier(&g->nb);
}
//- /drivers/x.c
static int x_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
int x_probe(struct gadget *gadget)
{
	gadget->nb.notifier_call = x_event;
	return gadget_add(gadget);
}
`,
      on(
        "kernel/board.c:board_chain",
        "x_event@drivers/x.c struct gadget.nb at 0 by register_board_notifier in gadget_add",
      ),
    ));

  it("blocks of an array, registered in a loop", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/x.c
static int on_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
static int off_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
static struct notifier_block many[] = {
	{ .notifier_call = on_event, .priority = 1 },
	{ .notifier_call = off_event, .priority = 2 },
};
void x_probe(void)
{
	int i;

	for (i = 0; i < 2; i++)
		register_board_notifier(&many[i]);
}
`,
      on(
        "kernel/board.c:board_chain",
        "off_event@drivers/x.c many[1] at 2 by register_board_notifier in x_probe",
        "on_event@drivers/x.c many[0] at 1 by register_board_notifier in x_probe",
      ),
    ));

  it("callbacks that come from a table", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/x.c
struct x_kind {
	int (*event)(struct notifier_block *nb, unsigned long event, void *data);
};
static int big_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
static int small_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_DONE;
}
static const struct x_kind kinds[] = {
	{ .event = big_event },
	{ .event = small_event },
};
int x_probe(struct x_device *x, const struct x_kind *kind)
{
	x->nb.notifier_call = kind->event;
	return register_board_notifier(&x->nb);
}
`,
      on(
        "kernel/board.c:board_chain",
        "big_event@drivers/x.c struct x_device.nb at 0 by register_board_notifier in x_probe",
        "small_event@drivers/x.c struct x_device.nb at 0 by register_board_notifier in x_probe",
      ),
    ));

  it("by the type of a local that a void pointer is put into", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/x.c
struct x_device {
	struct notifier_block nb;
};
static int x_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
int x_probe(void *data)
{
	struct x_device *x = data;

	x->nb.notifier_call = x_event;
	return register_board_notifier(&x->nb);
}
`,
      on(
        "kernel/board.c:board_chain",
        "x_event@drivers/x.c struct x_device.nb at 0 by register_board_notifier in x_probe",
      ),
    ));
});

describe("priorities and order", () => {
  it("by number, #define, enumerator and sum; ties by file", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /include/board.h
struct notifier_block;
#define BOARD_PRIO_HIGH 200
#define BOARD_PRIO_MID (BOARD_PRIO_HIGH - 50)
enum board_prio {
	BOARD_PRIO_FIRST,
	BOARD_PRIO_SECOND,
	BOARD_PRIO_LOW = -10,
	BOARD_PRIO_SAME = BOARD_PRIO_LOW,
};
//- /drivers/x.c
${listener("a")}
${listener("b", "\n	.priority = BOARD_PRIO_HIGH,")}
${listener("c", "\n	.priority = BOARD_PRIO_MID,")}
${listener("d", "\n	.priority = BOARD_PRIO_SECOND,")}
${listener("e", "\n	.priority = BOARD_PRIO_SAME + 1,")}
${listener("f", "\n	.priority = INT_MAX,")}
${listener("g", "\n	.priority = NOWHERE_PRIO,")}
${listener("h", "\n	.priority = 0x10,")}
void x_probe(void)
{
	register_board_notifier(&a_nb);
	register_board_notifier(&b_nb);
	register_board_notifier(&c_nb);
	register_board_notifier(&d_nb);
	register_board_notifier(&e_nb);
	register_board_notifier(&f_nb);
	register_board_notifier(&g_nb);
	register_board_notifier(&h_nb);
}
`,
      on(
        "kernel/board.c:board_chain",
        ...[
          "f_event@drivers/x.c f_nb at INT_MAX = 2147483647",
          "b_event@drivers/x.c b_nb at BOARD_PRIO_HIGH = 200",
          "c_event@drivers/x.c c_nb at BOARD_PRIO_MID = 150",
          "h_event@drivers/x.c h_nb at 0x10 = 16",
          "d_event@drivers/x.c d_nb at BOARD_PRIO_SECOND = 1",
          "a_event@drivers/x.c a_nb at 0",
          "g_event@drivers/x.c g_nb at NOWHERE_PRIO = unknown",
          "e_event@drivers/x.c e_nb at BOARD_PRIO_SAME + 1 = -9",
        ].map((c) => `${c} by register_board_notifier in x_probe`),
      ),
    ));

  it("today: an enumerator that counts on from a number is not known", () =>
    // LATER is 6: the sum of two numbers is not added up.
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/x.c
enum x_prio {
	X_PRIO_SOON = 5,
	X_PRIO_LATER,
};
${listener("x", "\n	.priority = X_PRIO_LATER,")}
void x_probe(void)
{
	register_board_notifier(&x_nb);
}
`,
      on(
        "kernel/board.c:board_chain",
        "x_event@drivers/x.c x_nb at X_PRIO_LATER = unknown by register_board_notifier in x_probe",
      ),
    ));

  it("a name that two files explain differently is not known, unless one of them is the file itself", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/other.c
/* notifier */
#define MY_PRIO 3
//- /drivers/third.c
/* notifier */
#define MY_PRIO 4
//- /drivers/x.c
${listener("x", "\n	.priority = MY_PRIO,")}
void x_probe(void)
{
	register_board_notifier(&x_nb);
}
//- /drivers/y.c
#define MY_PRIO 9
${listener("y", "\n	.priority = MY_PRIO,")}
void y_probe(void)
{
	register_board_notifier(&y_nb);
}
`,
      on(
        "kernel/board.c:board_chain",
        "y_event@drivers/y.c y_nb at MY_PRIO = 9 by register_board_notifier in y_probe",
        "x_event@drivers/x.c x_nb at MY_PRIO = unknown by register_board_notifier in x_probe",
      ),
    ));
});

describe("a file that defines a head, and says nothing else of notifiers", () => {
  it("is read for it: it need not include <linux/notifier.h> itself", () =>
    checkModel(
      "callbacks",
      `//- /kernel/head.c
#include <linux/board.h>
RAW_NOTIFIER_HEAD(board_list);
EXPORT_SYMBOL_GPL(board_list);
//- /include/linux/board.h
#include <linux/notifier.h>
extern struct raw_notifier_head board_list;
//- /drivers/x.c
${listener("x")}
int x_probe(void)
{
	return raw_notifier_chain_register(&board_list, &x_nb);
}
`,
      on(
        "kernel/head.c:board_list",
        "x_event@drivers/x.c x_nb at 0 by raw_notifier_chain_register in x_probe",
      ),
    ));
});

describe("what cannot be told is listed", () => {
  it("with its reason, and a callback with its returns", () =>
    checkModel(
      "unresolved",
      `//- /drivers/x.c
${listener("lost")}
static struct notifier_block empty_nb;

int x_probe(struct unknown_thing *thing, int which)
{
	raw_notifier_chain_register(find_head(which), &lost_nb);
	raw_notifier_chain_register(&far_away_head, &lost_nb);
	raw_notifier_chain_register(&thing->list, &lost_nb);
	raw_notifier_chain_unregister(&far_away_head, &lost_nb);
	return raw_notifier_call_chain(&far_away_head, UP, NULL);
}
//- /drivers/y.c
static RAW_NOTIFIER_HEAD(y_head);
static struct notifier_block empty_nb;
int y_probe(void)
{
	return raw_notifier_chain_register(&y_head, &empty_nb);
}
`,
      [
        "registration raw_notifier_chain_register@drivers/x.c:15: the head comes from find_head()",
        "registration raw_notifier_chain_register@drivers/x.c:16: no chain head 'far_away_head' is defined in the tree",
        "registration raw_notifier_chain_register@drivers/x.c:17: no struct known here has a chain head 'list', or several have",
        "registration raw_notifier_chain_register@drivers/y.c:5: no callback is known for the block '&empty_nb'",
        "callSite raw_notifier_call_chain@drivers/x.c:19: no chain head 'far_away_head' is defined in the tree",
        "callback lost_event@drivers/x.c:2: no registration of its block could be followed to a chain; returns NOTIFY_DONE",
      ],
    ));

  it("a callback that nobody registers", () =>
    checkModel("unresolved", `//- /drivers/x.c\n${listener("idle")}`, [
      "callback idle_event@drivers/x.c:2: no registration of its block could be followed to a chain; returns NOTIFY_DONE",
    ]));

  it("a head that nobody uses is a chain, a member that nobody uses is none", () =>
    checkModel(
      "chains",
      `
static ATOMIC_NOTIFIER_HEAD(quiet);
extern struct raw_notifier_head elsewhere;
struct holder {
	struct raw_notifier_head unused;
};
`,
      ["main.c:quiet atomic notify-only"],
    ));
});
