/** The examples of the rules about stops and vetoes: small chains in the manner of the kernel's, in own words. Texts only. */

const listener = (register: string): string => `//- /mm/other.c
static int other_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}

static struct notifier_block other_nb = {
	.notifier_call = other_event,
};

static int __init other_init(void)
{
	return ${register}(&other_nb);
}
`;

/** A feature change that has happened: nobody reads the result. */
export const ignoringExample = (answer: string): string => `//- /net/core.c
static RAW_NOTIFIER_HEAD(device_chain);

int register_device_notifier(struct notifier_block *nb)
{
	return raw_notifier_chain_register(&device_chain, nb);
}

void features_changed(struct net_device *dev)
{
	raw_notifier_call_chain(&device_chain, DEVICE_FEATURES_CHANGED, dev);
}
//- /net/tls.c
static int tls_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (event == DEVICE_FEATURES_CHANGED && !has_crypto(data))
		return ${answer};

	return NOTIFY_DONE;
}

static struct notifier_block tls_nb = {
	.notifier_call = tls_event,
};

static int __init tls_init(void)
{
	return register_device_notifier(&tls_nb);
}
${listener("register_device_notifier")}`;

const SLEEP = `//- /kernel/sleep.c
static BLOCKING_NOTIFIER_HEAD(sleep_chain);

int register_sleep_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&sleep_chain, nb);
}

int sleep_prepare(void)
{
	int ret = blocking_notifier_call_chain_robust(&sleep_chain, PM_SUSPEND_PREPARE, PM_POST_SUSPEND, NULL);

	return notifier_to_errno(ret);
}

void sleep_finish(void)
{
	blocking_notifier_call_chain(&sleep_chain, PM_POST_SUSPEND, NULL);
}
`;

/** A driver that fails when it wakes up. */
export const undoExample = (answer: string): string => `${SLEEP}//- /drivers/battery.c
static int battery_event(struct notifier_block *nb, unsigned long event, void *data)
{
	int err = battery_update(data);

	if (event == PM_POST_SUSPEND && err < 0)
		return ${answer};

	return NOTIFY_OK;
}

static struct notifier_block battery_nb = {
	.notifier_call = battery_event,
};

static int __init battery_init(void)
{
	return register_sleep_notifier(&battery_nb);
}
${listener("register_sleep_notifier")}`;

/** A driver that is busy when the system wants to sleep. */
export const robustExample = (answer: string): string => `${SLEEP}//- /drivers/platform.c
static int platform_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (event == PM_SUSPEND_PREPARE && is_busy(data))
		return ${answer};

	return NOTIFY_DONE;
}

static struct notifier_block platform_nb = {
	.notifier_call = platform_event,
};

static int __init platform_init(void)
{
	return register_sleep_notifier(&platform_nb);
}
${listener("register_sleep_notifier")}`;

/** A restart that goes through firmware and fails. */
export const fallbackExample = (answer: string): string => `//- /kernel/restart.c
static ATOMIC_NOTIFIER_HEAD(restart_list);

int register_restart_handler(struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&restart_list, nb);
}

void do_restart(char *command)
{
	atomic_notifier_call_chain(&restart_list, 0, command);
}
//- /drivers/firmware.c
static int firmware_restart(struct notifier_block *nb, unsigned long mode, void *command)
{
	firmware_request_reset();

	/* Still here: it did not work. */
	return ${answer};
}

static struct notifier_block firmware_nb = {
	.notifier_call = firmware_restart,
	.priority = 128,
};

static int __init firmware_init(void)
{
	return register_restart_handler(&firmware_nb);
}
${listener("register_restart_handler")}`;

/** A driver that knows two events of three. */
export const defaultExample = (answer: string): string => `//- /drivers/bus.c
static BLOCKING_NOTIFIER_HEAD(bus_chain);

int bus_register_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&bus_chain, nb);
}

void device_add(struct device *dev)
{
	blocking_notifier_call_chain(&bus_chain, BUS_ADD_DEVICE, dev);
	blocking_notifier_call_chain(&bus_chain, BUS_BIND_DRIVER, dev);
}

void device_del(struct device *dev)
{
	blocking_notifier_call_chain(&bus_chain, BUS_DEL_DEVICE, dev);
}
//- /drivers/master.c
static int master_event(struct notifier_block *nb, unsigned long event, void *data)
{
	switch (event) {
	case BUS_ADD_DEVICE:
		attach(data);
		return NOTIFY_OK;
	case BUS_DEL_DEVICE:
		detach(data);
		return NOTIFY_OK;
	default:
		return ${answer};
	}
}

static struct notifier_block master_nb = {
	.notifier_call = master_event,
};

static int __init master_init(void)
{
	return bus_register_notifier(&master_nb);
}
${listener("bus_register_notifier")}`;
