/** The trees of the registration rules' pages. Must not hold what a rule decides. */

/** A chain of the whole system, with what registers, takes off and walks. */
export const POWER_CHAIN = `//- /drivers/core/power.c
BLOCKING_NOTIFIER_HEAD(power_chain);

int register_power_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&power_chain, nb);
}

int unregister_power_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&power_chain, nb);
}

void power_changed(unsigned long event)
{
	blocking_notifier_call_chain(&power_chain, event, NULL);
}
`;

const POWER = `//- /drivers/core/power.c
struct supply {
	struct blocking_notifier_head listeners;
};

int supply_register_notifier(struct supply *supply, struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&supply->listeners, nb);
}

void supply_changed(struct supply *supply, unsigned long event)
{
	blocking_notifier_call_chain(&supply->listeners, event, supply);
}
`;

/** A driver that listens to two supplies, to the second one with the given block. */
export function sharedExample(second: string): string {
  return `${POWER}//- /drivers/lamp.c
struct lamp {
	struct supply *mains, *backup;
	struct notifier_block nb, backup_nb;
};

static int lamp_power(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}

int lamp_listen(struct lamp *lamp)
{
	int ret;

	lamp->nb.notifier_call = lamp_power;
	lamp->backup_nb.notifier_call = lamp_power;
	ret = supply_register_notifier(lamp->mains, &lamp->nb);
	if (ret)
		return ret;
	return supply_register_notifier(lamp->backup, ${second});
}
`;
}

/** A driver of PCI devices that listens to a chain with one block for all, in its probe or once. */
export function perDeviceExample(isOnce: boolean): string {
  const listen = "register_power_notifier(&lamp_nb)";
  const [inProbe, inRemove] = isOnce ? ["", ""] : [`\n\t${listen};`, `\n\tun${listen};`];
  const start = isOnce
    ? `static int __init lamp_init(void)
{
	int ret = ${listen};

	return ret ? ret : pci_register_driver(&lamp_driver);
}
module_init(lamp_init);

static void __exit lamp_exit(void)
{
	pci_unregister_driver(&lamp_driver);
	un${listen};
}
module_exit(lamp_exit);
`
    : "module_pci_driver(lamp_driver);\n";
  return `${POWER_CHAIN}//- /drivers/lamp.c
static int lamp_power(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}

static struct notifier_block lamp_nb = { .notifier_call = lamp_power };

static int lamp_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{${inProbe}
	return pci_enable_device(pdev);
}

static void lamp_remove(struct pci_dev *pdev)
{${inRemove}
	pci_disable_device(pdev);
}

static struct pci_driver lamp_driver = {
	.probe = lamp_probe,
	.remove = lamp_remove,
};
${start}`;
}

/** A driver of two lamps that registers for both, and takes its block off under a condition. */
export function guardedExample(condition: string): string {
  return `${POWER_CHAIN}//- /drivers/lamp.c
struct lamp_config {
	bool dims;
	bool blinks;
};

struct lamp {
	const struct lamp_config *cfg;
	struct notifier_block nb;
};

static const struct lamp_config dimming_lamp = {
	.dims = true,
	.blinks = true,
};

static const struct lamp_config blinking_lamp = {
	.blinks = true,
};

static int lamp_power(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}

static int lamp_probe(struct platform_device *pdev)
{
	struct lamp *lamp = devm_kzalloc(&pdev->dev, sizeof(*lamp), GFP_KERNEL);

	lamp->cfg = of_device_get_match_data(&pdev->dev);
	if (lamp->cfg->blinks) {
		lamp->nb.notifier_call = lamp_power;
		return register_power_notifier(&lamp->nb);
	}
	return 0;
}

static int lamp_remove(struct platform_device *pdev)
{
	struct lamp *lamp = platform_get_drvdata(pdev);

	if (${condition})
		unregister_power_notifier(&lamp->nb);
	return 0;
}

static struct platform_driver lamp_driver = {
	.probe = lamp_probe,
	.remove = lamp_remove,
};
`;
}
