/** What cannot be linked is listed with its reason, never dropped. */
import { describe, it } from "vitest";
import { listener } from "./board";
import { checkModel } from "./checkModel";

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
      "callback idle_event@drivers/x.c:2: nothing in this file registers its block, idle_nb; returns NOTIFY_DONE",
    ]));

  it("a callback whose block only its own function looks at", () =>
    checkModel(
      "unresolved",
      `//- /drivers/x.c
struct x_device {
	struct notifier_block nb;
};
static int x_event(struct notifier_block *nb, unsigned long event, void *data)
{
	struct x_device *x = container_of(nb, struct x_device, nb);

	return NOTIFY_OK;
}
void x_probe(struct x_device *x)
{
	x->nb.notifier_call = x_event;
}
`,
      [
        "callback x_event@drivers/x.c:4: nothing in this file registers its block, struct x_device.nb; returns NOTIFY_OK",
      ],
    ));

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
