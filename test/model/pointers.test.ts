/** Heads, blocks, callbacks and wrappers that are reached through a table, a stored pointer, a copy or a parameter. */
import { describe, it } from "vitest";
import { CHAIN, listener, on } from "./board";
import { checkModel } from "./checkModel";

const event = (name: string): string => `
static int ${name}_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_DONE;
}
`;

describe("wrappers behind pointers", () => {
  it("an ops table of another file, by its struct", () =>
    checkModel(
      "callbacks",
      `//- /include/hub.h
struct hub_ops {
	int (*watch)(struct hub *hub, struct notifier_block *nb);
};
struct hub {
	const struct hub_ops *ops;
	struct blocking_notifier_head chain;
};
//- /kernel/hub.c
static int hub_watch(struct hub *hub, struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&hub->chain, nb);
}
static const struct hub_ops hub_ops = {
	.watch = hub_watch,
};
//- /drivers/x.c
${listener("x")}
int x_probe(struct hub *hub)
{
	return hub->ops->watch(hub, &x_nb);
}
//- /drivers/y.c
struct other_ops {
	int (*watch)(struct hub *hub, struct notifier_block *nb);
};
${listener("y")}
int y_probe(struct hub *hub, const struct other_ops *ops)
{
	return ops->watch(hub, &y_nb);
}
`,
      on("struct hub.chain", "x_event@drivers/x.c x_nb at 0 by ->watch in x_probe"),
    ));

  it("a table whose wrapper takes the head, called from a file that says nothing of blocks", () =>
    checkModel(
      "callbacks",
      `//- /include/clocks.h
struct clocks_info {
	int (*setup)(struct device *dev, struct raw_notifier_head *list);
};
//- /drivers/lib.c
struct saved {
	struct notifier_block nb;
};
${event("saved")}
void saved_watch(struct raw_notifier_head *list, struct saved *saved)
{
	saved->nb.notifier_call = saved_event;
	raw_notifier_chain_register(list, &saved->nb);
}
int gen3_setup(struct device *dev, struct raw_notifier_head *list)
{
	struct saved *saved = kzalloc(sizeof(*saved), GFP_KERNEL);

	saved_watch(list, saved);
	return 0;
}
//- /drivers/board.c
const struct clocks_info board_info = {
	.setup = gen3_setup,
};
//- /drivers/core.c
struct clocks {
	struct raw_notifier_head list;
};
int clocks_start(struct device *dev, struct clocks *clocks, const struct clocks_info *info)
{
	return info->setup(dev, &clocks->list);
}
`,
      on("struct clocks.list", "saved_event@drivers/lib.c struct saved.nb at 0 by ->setup in clocks_start"),
    ));

  it("a variable that holds the function of another module", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/x.c
static int (*watch_func)(struct notifier_block *);
${listener("x")}
int x_probe(void)
{
	watch_func = symbol_request(register_board_notifier);
	if (!watch_func)
		return -ENODEV;
	return watch_func(&x_nb);
}
`,
      on("kernel/board.c:board_chain", "x_event@drivers/x.c x_nb at 0 by watch_func in x_probe"),
    ));
});

describe("heads behind pointers", () => {
  const LIMITS = `//- /include/limits.h
struct limits {
	struct blocking_notifier_head *watchers;
};
struct range {
	struct limits low;
	struct blocking_notifier_head low_watchers;
	struct limits high;
	struct blocking_notifier_head high_watchers;
};
//- /kernel/limits.c
void range_init(struct range *range)
{
	struct limits *l;

	l = &range->low;
	l->watchers = &range->low_watchers;
	BLOCKING_INIT_NOTIFIER_HEAD(l->watchers);

	l = &range->high;
	l->watchers = &range->high_watchers;
	BLOCKING_INIT_NOTIFIER_HEAD(l->watchers);
}
int range_watch(struct range *range, int which, struct notifier_block *nb)
{
	switch (which) {
	case WATCH_LOW:
		return blocking_notifier_chain_register(range->low.watchers, nb);
	case WATCH_HIGH:
		return blocking_notifier_chain_register(range->high.watchers, nb);
	}
	return -EINVAL;
}
void limits_update(struct limits *l, int value)
{
	blocking_notifier_call_chain(l->watchers, value, NULL);
}
`;

  it("a member that was set to another struct's head means that head", () =>
    checkModel(
      "callbacks",
      `${LIMITS}//- /drivers/x.c
${listener("low")}${listener("high")}
int x_probe(struct range *range)
{
	range_watch(range, WATCH_HIGH, &high_nb);
	return range_watch(range, WATCH_LOW, &low_nb);
}
`,
      [
        "struct range.low_watchers: low_event@drivers/x.c low_nb at 0 by range_watch in x_probe",
        "struct range.high_watchers: high_event@drivers/x.c high_nb at 0 by range_watch in x_probe",
      ],
    ));

  it("a walk through the pointer is a walk of each; an allocated head is the member's own", () =>
    checkModel(
      "callSites",
      `${LIMITS}//- /drivers/y.c
struct device_limits {
	struct limits latency;
};
int latency_watch(struct device_limits *d, struct notifier_block *nb)
{
	struct blocking_notifier_head *n = kzalloc(sizeof(*n), GFP_KERNEL);

	d->latency.watchers = n;
	BLOCKING_INIT_NOTIFIER_HEAD(n);
	return blocking_notifier_chain_register(d->latency.watchers, nb);
}
`,
      ["struct limits.watchers", "struct range.low_watchers", "struct range.high_watchers"].map(
        (id) => `${id}: param in limits_update: ignored`,
      ),
    ));

  it("a void pointer: of several heads those of the primitive's kind", () =>
    checkModel(
      "callbacks",
      `//- /kernel/off.c
static BLOCKING_NOTIFIER_HEAD(prepare_list);
static ATOMIC_NOTIFIER_HEAD(off_list);
struct handler {
	struct notifier_block nb;
	void *list;
};
${event("off")}
int register_handler(struct handler *h, int mode)
{
	if (mode == PREPARE)
		h->list = &prepare_list;
	else
		h->list = &off_list;
	h->nb.notifier_call = off_event;
	if (mode == PREPARE)
		return blocking_notifier_chain_register(h->list, &h->nb);
	return atomic_notifier_chain_register(h->list, &h->nb);
}
`,
      [
        "kernel/off.c:prepare_list: off_event@kernel/off.c struct handler.nb at 0 by blocking_notifier_chain_register in register_handler",
        "kernel/off.c:off_list: off_event@kernel/off.c struct handler.nb at 0 by atomic_notifier_chain_register in register_handler",
      ],
    ));

  it("a local that is set in branches means each, one set anew in turn what it holds at the call", () =>
    checkModel(
      "callbacks",
      `
static RAW_NOTIFIER_HEAD(early_list);
static RAW_NOTIFIER_HEAD(late_list);
${listener("x")}${listener("y")}${listener("z")}
int x_probe(int early)
{
	struct raw_notifier_head *list;
	struct notifier_block *nb;

	if (early)
		list = &early_list;
	else
		list = &late_list;
	raw_notifier_chain_register(list, &x_nb);
	nb = &y_nb;
	raw_notifier_chain_register(&early_list, nb);
	nb = &z_nb;
	return raw_notifier_chain_register(&late_list, nb);
}
`,
      [
        "main.c:early_list: x_event@main.c x_nb at 0 by raw_notifier_chain_register in x_probe",
        "main.c:early_list: y_event@main.c y_nb at 0 by raw_notifier_chain_register in x_probe",
        "main.c:late_list: x_event@main.c x_nb at 0 by raw_notifier_chain_register in x_probe",
        "main.c:late_list: z_event@main.c z_nb at 0 by raw_notifier_chain_register in x_probe",
      ],
    ));

  it("a caller that passes no head registers nothing, and nothing is missing", () =>
    checkModel(
      "unresolved",
      `
int watch_maybe(struct raw_notifier_head *list, struct notifier_block *nb)
{
	return list ? raw_notifier_chain_register(list, nb) : 0;
}
${listener("x")}
static RAW_NOTIFIER_HEAD(list);
int x_probe(void)
{
	watch_maybe(NULL, &x_nb);
	return watch_maybe(&list, &x_nb);
}
`,
      [],
    ));
});

describe("blocks behind pointers", () => {
  it("copies of a template array", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/x.c
struct x_block {
	struct notifier_block nb;
	int type;
};
struct x_slot {
	struct x_block block;
	void *context;
};
struct x_events {
	struct x_slot slots[2];
};
${event("up")}${event("down")}
static struct x_block templates[] = {
	{ .nb.notifier_call = up_event, .type = UP },
	{ .nb.notifier_call = down_event, .type = DOWN },
};
static int x_register(struct x_block *block)
{
	return register_board_notifier(&block->nb);
}
void x_start(struct x_events *events)
{
	int i;

	for (i = 0; i < 2; i++) {
		events->slots[i].block = templates[i];
		x_register(&events->slots[i].block);
	}
}
`,
      on(
        "kernel/board.c:board_chain",
        "up_event@drivers/x.c templates[0].nb at 0 by x_register in x_start",
        "down_event@drivers/x.c templates[1].nb at 0 by x_register in x_start",
      ),
    ));

  it("a block copied as bytes", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/x.c
struct x_device {
	struct notifier_block watcher;
};
${listener("x", "\n\t.priority = 7,")}
int x_probe(struct x_device *x)
{
	memcpy(&x->watcher, &x_nb, sizeof(x->watcher));
	return register_board_notifier(&x->watcher);
}
`,
      on("kernel/board.c:board_chain", "x_event@drivers/x.c x_nb at 7 by register_board_notifier in x_probe"),
    ));

  it("a pointer that the caller's block was stored in: registered again, and known", () =>
    checkModel(
      "callbacks",
      `//- /kernel/net.c
struct space {
	struct raw_notifier_head chain;
};
struct held {
	struct notifier_block *nb;
};
static int watch_space(struct space *space, struct notifier_block *nb)
{
	return raw_notifier_chain_register(&space->chain, nb);
}
int watch_for_device(struct space *space, struct notifier_block *nb, struct held *held)
{
	held->nb = nb;
	return watch_space(space, nb);
}
void move_device(struct space *space, struct held *held)
{
	watch_space(space, held->nb);
}
//- /drivers/x.c
${listener("x")}
int x_probe(struct space *space, struct held *held)
{
	return watch_for_device(space, &x_nb, held);
}
`,
      on("struct space.chain", "x_event@drivers/x.c x_nb at 0 by watch_for_device in x_probe"),
    ));

  it("a pointer to a block in a struct of another file, behind a void pointer", () =>
    checkModel(
      "callbacks",
      `${CHAIN}int board_hook_up(struct board *board, struct notifier_block *nb)
{
	return register_board_notifier(nb);
}
//- /drivers/x.h
struct x_compositor {
	struct notifier_block blanks[2];
};
//- /drivers/x.c
${event("x").replace("static ", "")}
int x_enable(struct device *dev, int pipe)
{
	struct x_private *priv = dev->private;
	struct x_compositor *compo = priv->compo;
	struct notifier_block *blank = &compo->blanks[pipe];

	return board_hook_up(compo->board, blank);
}
//- /drivers/x_compositor.c
int x_bind(struct x_compositor *compo)
{
	compo->blanks[0].notifier_call = x_event;
	return 0;
}
`,
      on(
        "kernel/board.c:board_chain",
        "x_event@drivers/x.c struct x_compositor.blanks at 0 by board_hook_up in x_enable",
      ),
    ));
});

describe("callbacks that a block is given by others", () => {
  it("by the caller of the function that fills it", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /kernel/clients.c
int board_add_client(struct client *client, notifier_fn_t callback)
{
	client->nb.notifier_call = callback;
	client->nb.priority = 4;
	return register_board_notifier(&client->nb);
}
//- /include/client.h
struct client {
	struct notifier_block nb;
};
//- /drivers/x.c
${event("x")}
int x_probe(struct client *client)
{
	return board_add_client(client, x_event);
}
//- /drivers/y.c
${event("y")}
int y_probe(struct client *client)
{
	return board_add_client(client, y_event);
}
`,
      on(
        "kernel/board.c:board_chain",
        "x_event@drivers/x.c struct client.nb at 4 by register_board_notifier in board_add_client",
        "y_event@drivers/y.c struct client.nb at 4 by register_board_notifier in board_add_client",
      ),
    ));

  it("by a table of another file that a macro fills", () =>
    checkModel(
      "callbacks",
      `${CHAIN}//- /drivers/core.h
struct core_clock {
	int id;
	notifier_fn_t notifier;
};
#define CORE_CLOCK(_id, _notifier) { .id = _id, .notifier = _notifier }
//- /drivers/core.c
int core_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
int core_register(const struct core_clock *core)
{
	struct notifier_block *nb = kzalloc(sizeof(*nb), GFP_KERNEL);

	nb->notifier_call = core->notifier;
	return register_board_notifier(nb);
}
//- /drivers/board1.c
static const struct {
	struct core_clock common[2];
} clocks = {
	.common = {
		CORE_CLOCK(1, core_event),
	},
};
`,
      on(
        "kernel/board.c:board_chain",
        "core_event@drivers/core.c nb at 0 by register_board_notifier in core_register",
      ),
    ));

  it("or by nobody: then the assignment is listed", () =>
    checkModel(
      "unresolved",
      `${CHAIN}//- /kernel/clients.c
struct client {
	struct notifier_block nb;
};
struct table {
	notifier_fn_t fn;
};
int board_add_client(struct client *client, notifier_fn_t callback)
{
	client->nb.notifier_call = (notifier_fn_t)callback;
	return register_board_notifier(&client->nb);
}
void board_fill(struct client *client, const struct table *table)
{
	client->nb.notifier_call = table->fn;
}
`,
      [
        "callback callback@kernel/clients.c:9: the callback is what the callers of board_add_client() pass, and none of them names a function; returns ?",
        "callback table->fn@kernel/clients.c:14: no table of the tree sets the member 'fn'; returns ?",
      ],
    ));

  it("a struct of another kind with such a member is no block", () =>
    checkModel(
      "unresolved",
      `
static struct guest_notifier guest_notifier;
static void guest_event(struct guest *guest, unsigned long start, unsigned long end)
{
}
void guest_init(void)
{
	guest_notifier.notifier_call = guest_event;
	guest_register(&guest_notifier);
}
`,
      [],
    ));
});

describe("a name with several definitions", () => {
  it("of a header's own global head the file itself is meant", () =>
    checkModel(
      "callbacks",
      `//- /include/shared.h
struct raw_notifier_head shared_list;
static inline int register_shared(struct notifier_block *nb)
{
	return raw_notifier_chain_register(&shared_list, nb);
}
//- /include/shared.c
struct raw_notifier_head shared_list;
//- /drivers/x.c
${listener("x")}
int x_probe(void)
{
	return register_shared(&x_nb);
}
`,
      on("include/shared.h:shared_list", "x_event@drivers/x.c x_nb at 0 by register_shared in x_probe"),
    ));
});
