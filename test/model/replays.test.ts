/** Direct calls of a block's function: call sites of their own kind, on the chain of the block. */
import { describe, it } from "vitest";
import { listener } from "./board";
import { checkModel } from "./checkModel";

const TOLD_LATE = `//- /kernel/modules.c
static BLOCKING_NOTIFIER_HEAD(module_chain);

static int tell(struct notifier_block *nb, unsigned long event, struct module *module)
{
	return notifier_to_errno(nb->notifier_call(nb, event, module));
}
int register_module_notifier(struct notifier_block *nb)
{
	int err = blocking_notifier_chain_register(&module_chain, nb);

	if (err)
		return err;
	err = tell(nb, MODULE_THERE, first_module);
	if (err)
		blocking_notifier_chain_unregister(&module_chain, nb);
	return err;
}
`;

describe("replays", () => {
  it("are on the chain on which the same function puts the block", () =>
    checkModel("callSites", TOLD_LATE, [
      "kernel/modules.c:module_chain: replay of MODULE_THERE in tell: to_errno",
    ]));

  it("have consumers, and these make the protocol", async () => {
    await checkModel("uses", TOLD_LATE, [
      "tell: MODULE_THERE to_errno (!= 0) in register_module_notifier@kernel/modules.c then blocking_notifier_chain_unregister else -",
    ]);
    await checkModel("chains", TOLD_LATE, ["kernel/modules.c:module_chain blocking errno-veto"]);
  });

  it("are on the chain of the block that a caller passes", () =>
    checkModel(
      "callSites",
      `//- /net/switch.c
static BLOCKING_NOTIFIER_HEAD(switch_chain);
static BLOCKING_NOTIFIER_HEAD(other_chain);

int register_switch_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&switch_chain, nb);
}
int switch_offload(struct device *dev, struct notifier_block *nb)
{
	int err;

	if (!nb)
		return 0;
	err = nb->notifier_call(nb, PORT_ADD, dev);
	return notifier_to_errno(err);
}
//- /drivers/x.c
${listener("x")}
int x_probe(struct device *dev)
{
	register_switch_notifier(&x_nb);
	return switch_offload(dev, &x_nb);
}
void x_remove(struct device *dev)
{
	switch_offload(dev, NULL);
}
`,
      ["net/switch.c:switch_chain: replay of PORT_ADD in switch_offload: to_errno"],
    ));

  it("of a block that nobody registers are none", () =>
    checkModel(
      "callSites",
      `
static RAW_NOTIFIER_HEAD(chain);
static void tell(struct notifier_block *nb)
{
	nb->notifier_call(nb, 0, NULL);
}
${listener("x")}
void x_probe(void)
{
	tell(&x_nb);
}
`,
      [],
    ));
});
