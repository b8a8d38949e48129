/** What most trees about registrations are made of. */
/** A callback with its block. */
export const listener = (name: string, extra = ""): string => `
static int ${name}_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_DONE;
}

static struct notifier_block ${name}_nb = {
	.notifier_call = ${name}_event,${extra}
};
`;

/** A chain `kernel/board.c:board_chain` with its two wrappers. */
export const CHAIN = `//- /kernel/board.c
static BLOCKING_NOTIFIER_HEAD(board_chain);

int register_board_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&board_chain, nb);
}

int unregister_board_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&board_chain, nb);
}
`;

/** Lines of callbacks on one chain. */
export const on = (chain: string, ...callbacks: string[]): string[] => callbacks.map((c) => `${chain}: ${c}`);

/** A device with a block of its own, and the callback that is to be in it. */
export const DEVICE = `struct x_device {
	struct notifier_block nb;
};
static int x_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
`;
