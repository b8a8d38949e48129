/** Drivers that other examples of the netdevice chain stand beside. Must not hold what a rule decides. */

/** A driver that looks whose device it is told of, as most do. */
export const listener = (name: string): string => `//- /drivers/net/${name}.c
static int ${name}_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);

	if (dev->netdev_ops != &${name}_ops)
		return NOTIFY_DONE;
	${name}_update(dev);
	return NOTIFY_OK;
}

static struct notifier_block ${name}_nb = { .notifier_call = ${name}_event };

int ${name}_init(void)
{
	return register_netdevice_notifier(&${name}_nb);
}
`;
