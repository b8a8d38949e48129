/** The order of a walk, as far as the tree tells it. */
import { describe, it } from "vitest";
import { CHAIN, DEVICE, listener, on } from "./board";
import { checkModel } from "./checkModel";

describe("priorities and order", () => {
  it("a default that the device tree may change is the priority", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/x.c
${DEVICE}int x_probe(struct x_device *x)
{
	u32 property;

	x->nb.notifier_call = x_event;
	x->nb.priority = 129;
	if (!of_property_read_u32(x->node, "priority", &property))
		x->nb.priority = property;
	return register_board_notifier(&x->nb);
}
`,
      on(
        "kernel/board.c:board_chain",
        "x_event@drivers/x.c struct x_device.nb at 129 by register_board_notifier in x_probe",
      ),
    ));

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

  it("an enumerator that counts on from a number", () =>
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
        "x_event@drivers/x.c x_nb at X_PRIO_LATER = 6 by register_board_notifier in x_probe",
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
