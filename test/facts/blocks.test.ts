/** Where notifier blocks are found, with the callback and the priority that their initialisers and assignments tell. */
import { describe, it } from "vitest";
import { checkFacts } from "./checkFacts";

describe("block variables", () => {
  it("designated, positional, cast, empty", () =>
    checkFacts(
      "block",
      `
#include <linux/notifier.h>
static struct notifier_block by_name = {
//                           ^^^^^^^ fact[block]: by_name calls on_event, priority 5, static
	.priority = 5,
	.notifier_call = on_event,
};
struct notifier_block by_address = { .notifier_call = &on_event, .priority = INT_MAX - 1 };
//                    ^^^^^^^^^^ fact[block]: by_address calls on_event, priority INT_MAX - 1, global
static struct notifier_block by_place = { on_event, NULL, -3 };
//                           ^^^^^^^^ fact[block]: by_place calls on_event, priority -3, static
static struct notifier_block first_place = { on_event };
//                           ^^^^^^^^^^^ fact[block]: first_place calls on_event, static
static struct notifier_block by_cast = { .notifier_call = (notifier_fn_t)on_event };
//                           ^^^^^^^ fact[block]: by_cast calls on_event, static
static struct notifier_block old_style = { notifier_call: on_event };
//                           ^^^^^^^^^ fact[block]: old_style calls on_event, static
static struct notifier_block null_block = { .notifier_call = NULL };
//                           ^^^^^^^^^^ fact[block]: null_block calls nothing, static
static struct notifier_block bare_block;
//                           ^^^^^^^^^^ fact[block]: bare_block calls nothing, static
static struct notifier_block one = { .notifier_call = on_event }, two = { .notifier_call = off_event };
//                           ^^^ fact[block]: one calls on_event, static
//                                                                ^^^ fact[block]: two calls off_event, static
static struct notifier_block __refdata marked = { .notifier_call = on_event };
//                                     ^^^^^^ fact[block]: marked calls on_event, static
extern struct notifier_block elsewhere;
static struct notifier_block *pointer = &by_name;
`,
    ));

  it("with an initialiser that is compiled one way or another: a block for each", () =>
    checkFacts(
      "block",
      `
static struct notifier_block either = {
//                           ^^^^^^ fact[block]: either calls on_event, priority 1, static
//                           ^^^^^^ fact[block]: either calls off_event, priority 2, static
#ifdef CONFIG_ON
	.notifier_call = on_event,
	.priority = 1,
#else
	.notifier_call = off_event,
	.priority = 2,
#endif
};
static struct notifier_block ranked = {
//                           ^^^^^^ fact[block]: ranked calls on_event, priority 1, static
//                           ^^^^^^ fact[block]: ranked calls on_event, static
	.notifier_call = on_event,
#ifdef CONFIG_ON
	.priority = 1,
#endif
};
static struct notifier_block agreeing = {
//                           ^^^^^^^^ fact[block]: agreeing calls on_event, priority 1, static
//                           ^^^^^^^^ fact[block]: agreeing calls off_event, static
#ifdef CONFIG_ON
	.notifier_call = on_event,
#else
	.notifier_call = off_event,
#endif
#ifdef CONFIG_ON
	.priority = 1,
#endif
};
static struct notifier_block empty = {
//                           ^^^^^ fact[block]: empty calls on_event, static
#ifdef CONFIG_ON
	.notifier_call = on_event,
#endif
};
static struct driver holder = {
	.nb = {
//      ^^^^^^^ fact[block]: holder.nb calls on_event, static
//      ^^^^^^^ fact[block]: holder.nb calls off_event, static
#ifdef CONFIG_ON
		.notifier_call = on_event,
#else
		.notifier_call = off_event,
#endif
	},
};
`,
    ));

  it("elements of arrays, members of other variables", () =>
    checkFacts(
      "block",
      `
static struct notifier_block many[] = {
	{ .notifier_call = first_event },
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[block]: many[0] calls first_event, static
	{ .notifier_call = second_event, .priority = 1 },
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[block]: many[1] calls second_event, priority 1, static
};
static struct notifier_block by_index[2] = {
	[ON] = { .notifier_call = on_event },
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[block]: by_index[0] calls on_event, static
	[OFF] = { .notifier_call = off_event },
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[block]: by_index[1] calls off_event, static
};
static struct driver board_driver = {
	.name = "board",
	.nb = {
//      ^^^^^^^ fact[block]: board_driver.nb calls board_event, priority 7, static
		.notifier_call = board_event,
		.priority = 7,
	},
	.late.nb.notifier_call = late_event,
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[block]: board_driver.late.nb calls late_event, static
	.parts = {
		.late = {
			.nb = { .notifier_call = later_event },
//                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[block]: board_driver.parts.late.nb calls later_event, static
		},
	},
};
struct driver drivers[] = {
	{ .nb = { .notifier_call = zero_event } },
//        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[block]: drivers[0].nb calls zero_event, global
	{ .nb.notifier_call = one_event },
//        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[block]: drivers[1].nb calls one_event, global
};
`,
    ));

  it("local to a function", () =>
    checkFacts(
      "block",
      `
static int __init board_init(void)
{
	static struct notifier_block nb = {
//                                   ^^ fact[block]: nb calls board_event, static
		.notifier_call = board_event,
	};

	return register_board_notifier(&nb);
}
`,
    ));

  it("a member that is written member by member is one block", () =>
    checkFacts(
      "block",
      `
static struct driver board_driver = {
	.nb.notifier_call = board_event,
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[block]: board_driver.nb calls board_event, priority 4, static
	.nb.priority = 4,
};
`,
    ));

  it("a member of a member", () =>
    checkFacts(
      "block",
      `
static struct driver board_driver = {
	.parts = {
		.nb.notifier_call = board_event,
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[block]: board_driver.parts.nb calls board_event, static
	},
};
`,
    ));
});

describe("assignments to blocks", () => {
  it("of variables, members, through pointers, casts and container_of()", () =>
    checkFacts(
      "assignment",
      `
static struct notifier_block plain_nb;
static struct notifier_block rows[3];

static int probe(struct board *b, struct notifier_block *nb, void *data)
{
	struct notifier_block *alias = &b->bus.nb;
	int i;

	plain_nb.notifier_call = plain_event;
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[assignment]: notifier_call of plain_nb struct notifier_block = plain_event
	nb->notifier_call = &given_event;
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[assignment]: notifier_call of #1 struct notifier_block = &given_event
	b->nb.notifier_call = board_event;
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[assignment]: notifier_call of #0 struct board . nb = board_event
	b->nb.priority = BOARD_PRIO;
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[assignment]: priority of #0 struct board . nb = BOARD_PRIO
	alias->notifier_call = bus_event;
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[assignment]: notifier_call of #0 struct board . bus . nb = bus_event
	((struct chip *)data)->nb.priority = 1;
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[assignment]: priority of (struct chip) . nb = 1
	container_of(nb, struct chip, nb)->nb.priority = 2;
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[assignment]: priority of (struct chip) . nb = 2
	for (i = 0; i < 3; i++)
		rows[i].notifier_call = row_event;
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[assignment]: notifier_call of rows struct notifier_block = row_event
	if (b->nb.notifier_call == NULL)
		b->nb.notifier_call = NULL;
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[assignment]: notifier_call of #0 struct board . nb = NULL
	return 0;
}
`,
    ));
});

describe("a local that gives a type to a pointer without one", () => {
  it("keeps the type, and whose value it is", () =>
    checkFacts(
      "assignment",
      `
static int probe(void *data)
{
	struct chip *chip = data;

	chip->nb.notifier_call = chip_event;
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[assignment]: notifier_call of #0 struct chip . nb = chip_event
	return 0;
}
`,
    ));
});

describe("blocks made by macros", () => {
  it("of the same file: as if the expansion stood there", () =>
    checkFacts(
      ["block", "assignment", "call"],
      `
#define board_notifier(fn, pri) ({                              \\
	static struct notifier_block fn##_nb = {                \\
		.notifier_call = fn, .priority = pri };         \\
	register_board_notifier(&fn##_nb);                      \\
})

#define FILL(nb, fn) do { (nb)->notifier_call = fn; } while (0)

static int __init board_init(struct notifier_block *own)
{
	FILL(own, own_event);
//      ^^^^^^^^^^^^^^^^^^^^ fact[call]: FILL(#0 struct notifier_block, own_event)
//      ^^^^^^^^^^^^^^^^^^^^ fact[assignment]: notifier_call of #0 struct notifier_block = own_event
	board_notifier(board_event, 9);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[block]: board_event_nb calls board_event, priority 9, static
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[call]: register_board_notifier(local board_event_nb struct notifier_block)
	return 0;
}
`,
    ));

  it("of the same file, as whole callbacks: functions where the macro is used", () =>
    checkFacts(
      ["returns", "assignment"],
      `
#define SUPPLY_EVENT(n, kind) /* one per supply */                \\
static int supply_event_##n(struct notifier_block *nb,            \\
			    unsigned long event, void *data)      \\
{                                                                 \\
	if (event == SUPPLY_##kind)                               \\
		return NOTIFY_OK;                                 \\
	return n;                                                 \\
}

  SUPPLY_EVENT(0, OFF)
//^^^^^^^^^^^^^^^^^^^^ fact[returns]: SUPPLY_OFF: NOTIFY_OK | default: 0
  SUPPLY_EVENT(1, LOW)
//^^^^^^^^^^^^^^^^^^^^ fact[returns]: SUPPLY_LOW: NOTIFY_OK | default: 1
static int supply_probe(struct supply *supply)
{
	supply->nb[0].notifier_call = supply_event_0;
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[assignment]: notifier_call of #0 struct supply . nb = supply_event_0
	return 0;
}
`,
    ));

  it("around a walk by a wrapper of another file", () =>
    checkFacts(
      ["call", "use"],
      `
//- /kernel/thing.c
static ATOMIC_NOTIFIER_HEAD(things);

int broadcast_things(unsigned long event, void *data)
{
	return atomic_notifier_call_chain(&things, event, data);
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[call]: atomic_notifier_call_chain(things nl_atomic_head, #0 unsigned long, #1 void)
//             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[use]: returned
}
//- /arch/board.c
#define TELL(event, data)                                       \\
do {                                                            \\
	if (broadcast_things((event), (data)) == NOTIFY_STOP)        \\
		spin();                                         \\
} while (0)

void board_down(void *data)
{
	TELL(DOWN, data);
//      ^^^^^^^^^^^^^^^^ fact[call]: broadcast_things(DOWN, #0 void)
//      ^^^^^^^^^^^^^^^^ fact[use]: eq_STOP (== NOTIFY_STOP)
}
`,
    ));

  it("of a header of another folder", () =>
    checkFacts(
      ["block", "call"],
      `
//- /include/linux/sleep.h
#define sleep_hook(fn, pri) { \\
	static struct notifier_block fn##_nb = \\
		{ .notifier_call = fn, .priority = pri }; \\
	register_sleep_notifier(&fn##_nb); \\
}
//- /drivers/board.c
static int board_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return 0;
}

static int board_probe(void)
{
	sleep_hook(board_event, 0);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[block]: board_event_nb calls board_event, priority 0, static
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[call]: register_sleep_notifier(local board_event_nb struct notifier_block)
	return 0;
}
`,
    ));
});

describe("guards: one function for several chains", () => {
  it("by switch and by if", () =>
    checkFacts(
      "guard",
      `
int board_register_notifier(struct notifier_block *nb, unsigned int list)
{
	int ret;

	switch (list) {
	case BOARD_POLICY:
		ret = blocking_notifier_chain_register(&policy_list, nb);
//                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[guard]: #1 is one of BOARD_POLICY
		break;
	case BOARD_CHANGE:
	case BOARD_LATE_CHANGE:
		ret = srcu_notifier_chain_register(&change_list, nb);
//                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[guard]: #1 is one of BOARD_LATE_CHANGE BOARD_CHANGE
		break;
	default:
		ret = raw_notifier_chain_register(&other_list, nb);
	}
	return ret;
}

int board_unregister_notifier(struct notifier_block *nb, unsigned int list)
{
	if (list == BOARD_POLICY)
		return blocking_notifier_chain_unregister(&policy_list, nb);
//                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[guard]: #1 is one of BOARD_POLICY
	else
		srcu_notifier_chain_unregister(&change_list, nb);
//              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[guard]: #1 is none of BOARD_POLICY
	if (nb != NULL && list != BOARD_CHANGE)
		raw_notifier_chain_unregister(&other_list, nb);
	return 0;
}
`,
    ));
});

describe("calls that can matter", () => {
  it("primitives, speaking names, whoever is handed a block, a block's function called directly", () =>
    checkFacts(
      "call",
      `
static struct notifier_block nb = { .notifier_call = on_event };

static int start(struct board *b, struct notifier_block *given, int which)
{
	raw_notifier_chain_register(&b->chains[which], given);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[call]: raw_notifier_chain_register(#0 struct board . chains, #1 struct notifier_block)
	call_friend_notifiers(b->count + 1);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[call]: call_friend_notifiers(?)
	hook_up(&nb);
//      ^^^^^^^^^^^^ fact[call]: hook_up(nb struct notifier_block)
	given->notifier_call(given, BOARD_UP, b);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ fact[call]: ->notifier_call(#1 struct notifier_block, BOARD_UP, #0 struct board)
	plain_call(b);
	mmu_notifier_register(b);
	b->ops->notify(b);
	return notifier_to_errno(0) + notifier_from_errno(0);
}
`,
    ));
});
