/** The examples of the rules about contexts: small chains in the manner of the kernel's, in own words. Texts only. */

const LINK = `//- /drivers/core/link.c
static ATOMIC_NOTIFIER_HEAD(link_chain);

int register_link_notifier(struct notifier_block *nb)
{
	return atomic_notifier_chain_register(&link_chain, nb);
}

int unregister_link_notifier(struct notifier_block *nb)
{
	return atomic_notifier_chain_unregister(&link_chain, nb);
}

void link_is_up(struct link *link)
{
	atomic_notifier_call_chain(&link_chain, LINK_UP, link);
}
`;

/** An atomic chain with one callback. @param body what the callback does */
export const atomicExample = (body: string): string => `${LINK}//- /drivers/lamp.c
static DEFINE_MUTEX(lamp_lock);
static DEFINE_SPINLOCK(lamp_queue_lock);

static void lamp_show(unsigned long event)
{
	mutex_lock(&lamp_lock);
	lamp_write(event);
	mutex_unlock(&lamp_lock);
}

static int lamp_link(struct notifier_block *nb, unsigned long event, void *data)
{
	${body};
	return NOTIFY_OK;
}

static struct notifier_block lamp_nb = {
	.notifier_call = lamp_link,
};

static int __init lamp_init(void)
{
	return register_link_notifier(&lamp_nb);
}

void lamp_forget(void)
{
	spin_lock(&lamp_queue_lock);
	lamp_drop();
	spin_unlock(&lamp_queue_lock);
	unregister_link_notifier(&lamp_nb);
}
`;

/** A block that is taken off an atomic chain. @param statements what the function does around it */
export const removalExample = (statements: string): string => `${LINK}//- /drivers/lamp.c
static DEFINE_SPINLOCK(lamp_lock);

static int lamp_link(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}

static struct notifier_block lamp_nb = {
	.notifier_call = lamp_link,
};

static int __init lamp_init(void)
{
	return register_link_notifier(&lamp_nb);
}

void lamp_forget(void)
{
	${statements.split("\n").join("\n\t")}
}
`;

/** A raw chain under a spinlock. @param walk the statements of the walk */
export const rawExample = (walk: string): string => `//- /drivers/cable.c
struct cable {
	spinlock_t lock;
	int state;
	struct raw_notifier_head nh;
};

int register_cable_notifier(struct cable *cable, struct notifier_block *nb)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&cable->lock, flags);
	ret = raw_notifier_chain_register(&cable->nh, nb);
	spin_unlock_irqrestore(&cable->lock, flags);
	return ret;
}

void cable_plugged(struct cable *cable)
{
	unsigned long flags;

	${walk.split("\n").join("\n\t")}
}
//- /drivers/lamp.c
struct lamp {
	struct notifier_block nb;
};

static int lamp_cable(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}

int lamp_follow(struct lamp *lamp, struct cable *cable)
{
	lamp->nb.notifier_call = lamp_cable;
	return register_cable_notifier(cable, &lamp->nb);
}
`;

/** A callback that wants to hear nothing more. @param end how it ends its registration */
export const oneShotExample = (end: string): string => `//- /drivers/core/power.c
static BLOCKING_NOTIFIER_HEAD(power_chain);

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
//- /drivers/lamp.c
static struct notifier_block lamp_nb;

static void lamp_end(struct work_struct *work)
{
	unregister_power_notifier(&lamp_nb);
}
static DECLARE_WORK(lamp_work, lamp_end);

static int lamp_power(struct notifier_block *nb, unsigned long event, void *data)
{
	${end};
	return NOTIFY_OK;
}

static struct notifier_block lamp_nb = {
	.notifier_call = lamp_power,
};

static int __init lamp_init(void)
{
	return register_power_notifier(&lamp_nb);
}
`;

/** A callback of the panic chain. @param body its statements */
export const panicExample = (body: string): string => `//- /kernel/panic.c
ATOMIC_NOTIFIER_HEAD(panic_notifier_list);

void panic_now(char *why)
{
	atomic_notifier_call_chain(&panic_notifier_list, 0, why);
}
//- /drivers/lamp.c
static DEFINE_SPINLOCK(lamp_lock);

static int lamp_panic(struct notifier_block *nb, unsigned long event, void *data)
{
	unsigned long flags;

	${body.split("\n").join("\n\t")}
	return NOTIFY_DONE;
}

static struct notifier_block lamp_nb = {
	.notifier_call = lamp_panic,
};

static int __init lamp_init(void)
{
	return atomic_notifier_chain_register(&panic_notifier_list, &lamp_nb);
}
`;

/** A callback that puts off what it does with a device. @param before what it does first */
export const deferringExample = (before: string): string => `//- /net/core.c
static RAW_NOTIFIER_HEAD(device_chain);

int register_device_notifier(struct notifier_block *nb)
{
	return raw_notifier_chain_register(&device_chain, nb);
}

void device_is_up(struct net_device *dev)
{
	raw_notifier_call_chain(&device_chain, DEVICE_UP, dev);
}
//- /drivers/lamp.c
static int lamp_device(struct notifier_block *nb, unsigned long event, void *data)
{
	struct net_device *dev = data;
	struct lamp_work *work = kzalloc(sizeof(*work), GFP_ATOMIC);

	if (!work)
		return NOTIFY_DONE;

	INIT_WORK(&work->work, lamp_work_fn);
	${before}work->dev = dev;
	queue_work(lamp_queue, &work->work);
	return NOTIFY_OK;
}

static struct notifier_block lamp_nb = {
	.notifier_call = lamp_device,
};

static int __init lamp_init(void)
{
	return register_device_notifier(&lamp_nb);
}
`;
