/** Who is on which chain: registrations followed through wrappers and files to a head and a callback. */
import { describe, it } from "vitest";
import { CHAIN, listener, on } from "./board";
import { checkModel } from "./checkModel";

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
