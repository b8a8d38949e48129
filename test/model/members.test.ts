/** Heads and blocks that are members: found by the types on the way to them. */
import { describe, it } from "vitest";
import { CHAIN, DEVICE, listener, on } from "./board";
import { checkModel } from "./checkModel";

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

  it("a head in the variable that its struct is written for, whatever the struct's name", () =>
    checkModel(
      "callbacks",
      `//- /drivers/san.c
static struct san_interface {
	struct device *dev;
	struct blocking_notifier_head nh;
} san_interface = {
	.nh = BLOCKING_NOTIFIER_INIT(san_interface.nh),
};
${listener("x")}
int san_register(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&san_interface.nh, nb);
}
int x_init(void)
{
	return san_register(&x_nb);
}
`,
      on("drivers/san.c:san_interface.nh", "x_event@drivers/san.c x_nb at 0 by san_register in x_init"),
    ));

  it("a block per object, filled where it is registered", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/x.c
${DEVICE}int x_probe(struct x_device *x)
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
${DEVICE}int x_probe(void *data)
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
