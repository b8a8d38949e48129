/** The trees of the registration rules' pages. Must not hold what a rule decides. */

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
