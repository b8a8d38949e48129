/** Where chain heads are found: variables by macro and by hand, members of structs, heads made ready at run time. */
import { describe, it } from "vitest";
import { checkFacts } from "./checkFacts";

describe("heads", () => {
  it("made by the macros, of every type", () =>
    checkFacts(
      "head",
      `
#include <linux/notifier.h>
static ATOMIC_NOTIFIER_HEAD(die_list);
//                          ^^^^^^^^ fact[head]: die_list atomic static
BLOCKING_NOTIFIER_HEAD(reboot_list);
//                     ^^^^^^^^^^^ fact[head]: reboot_list blocking global
static __read_mostly RAW_NOTIFIER_HEAD(clock_list);
//                                     ^^^^^^^^^^ fact[head]: clock_list raw static
SRCU_NOTIFIER_HEAD(policy_list);
//                 ^^^^^^^^^^^ fact[head]: policy_list srcu global
SRCU_NOTIFIER_HEAD_STATIC(hidden_list);
//                        ^^^^^^^^^^^ fact[head]: hidden_list srcu static
static
BLOCKING_NOTIFIER_HEAD(on_two_lines);
//                     ^^^^^^^^^^^^ fact[head]: on_two_lines blocking static
`,
    ));

  it("written out, declared elsewhere, in arrays, made ready at run time", () =>
    checkFacts(
      ["head", "call"],
      `
//- /include/linux/board.h
extern struct atomic_notifier_head board_chain;
//                                 ^^^^^^^^^^^ fact[head]: board_chain atomic extern
//- /kernel/board.c
struct atomic_notifier_head board_chain = ATOMIC_NOTIFIER_INIT(board_chain);
//                          ^^^^^^^^^^^ fact[head]: board_chain atomic global
static struct blocking_notifier_head slots[4];
//                                   ^^^^^ fact[head]: slots blocking static
static struct srcu_notifier_head late;
//                               ^^^^ fact[head]: late srcu static
static struct raw_notifier_head one, two;
//                              ^^^ fact[head]: one raw static
//                                   ^^^ fact[head]: two raw static

static int __init board_setup(struct board *b)
{
	int i;

	for (i = 0; i < 4; i++)
		BLOCKING_INIT_NOTIFIER_HEAD(&slots[i]);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[call]: BLOCKING_INIT_NOTIFIER_HEAD(slots struct blocking_notifier_head)
	srcu_init_notifier_head(&late);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[call]: srcu_init_notifier_head(late struct srcu_notifier_head)
	ATOMIC_INIT_NOTIFIER_HEAD(&b->bus.chain);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[call]: ATOMIC_INIT_NOTIFIER_HEAD(#0 struct board . bus . chain)
	return 0;
}
`,
    ));

  it("in a variable whose struct has no name", () =>
    checkFacts(
      "head",
      `
static struct {
	struct raw_notifier_head chain;
//                               ^^^^^ fact[head]: cpu_state.chain raw static
	raw_spinlock_t lock;
} cpu_state = {
	.chain = RAW_NOTIFIER_INIT(cpu_state.chain),
};

struct {
	struct {
		struct atomic_notifier_head early;
//                                          ^^^^^ fact[head]: phases.boot.early atomic global
	} boot;
} phases;
`,
    ));

  it("as members, with the members that lead to them", () =>
    checkFacts(
      "member",
      `
//- /include/linux/profile.h
struct profile {
	struct list_head node;
//                       ^^^^ fact[member]: struct profile.node struct list_head
	struct srcu_notifier_head transitions;
//                                ^^^^^^^^^^^ fact[member]: struct profile.transitions srcu
	struct notifier_block nb;
//                            ^^ fact[member]: struct profile.nb struct notifier_block
	struct notifier_block *borrowed;
//                             ^^^^^^^^ fact[member]: struct profile.borrowed struct notifier_block
	int count;
	struct {
		struct blocking_notifier_head inner;
//                                            ^^^^^ fact[member]: struct profile.inner blocking
	};
	struct {
		struct blocking_notifier_head chain;
//                                            ^^^^^ fact[member]: struct profile.limits.chain blocking
	} limits;
#ifdef CONFIG_EXTRA
	struct raw_notifier_head extra[2];
//                               ^^^^^ fact[member]: struct profile.extra raw
#endif
	int (*hook)(struct notifier_block *nb);
};
`,
    ));

  it("as members of a struct that another file leads to", () =>
    checkFacts(
      "member",
      `
//- /include/device.h
struct device_parts {
	struct profile *profile;
//                      ^^^^^^^ fact[member]: struct device_parts.profile struct profile
	int count;
};
//- /include/profile.h
struct profile {
	struct blocking_notifier_head chain;
//                                    ^^^^^ fact[member]: struct profile.chain blocking
};
//- /drivers/use.c
int use(struct device_parts *parts, struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&parts->profile->chain, nb);
}
`,
    ));
});

describe("what is no head", () => {
  it("a pointer that is declared elsewhere, a prototype, another kernel mechanism", () =>
    checkFacts(
      "head",
      `
extern struct atomic_notifier_head *borrowed;
struct raw_notifier_head *find_head(int which);
static struct mmu_notifier_range range;
static const struct notifier_ops ops;
/* static ATOMIC_NOTIFIER_HEAD(in_a_comment); */
static const char *text = "ATOMIC_NOTIFIER_HEAD(in_a_string);";
`,
    ));
});
