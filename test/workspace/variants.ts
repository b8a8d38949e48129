/** A small tree whose files can have one of several texts each, chosen so that every text changes what the others mean. */
import fc from "fast-check";

/** The texts that a file can have. */
export const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  "kernel/board.c": [
    `static BLOCKING_NOTIFIER_HEAD(board_chain);
int register_board(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&board_chain, nb);
}
int tell(unsigned long what, void *v)
{
	return blocking_notifier_call_chain(&board_chain, what, v);
}
`,
    `static RAW_NOTIFIER_HEAD(board_chain);
int register_board(struct notifier_block *nb)
{
	return raw_notifier_chain_register(&board_chain, nb);
}
int say(void *v)
{
	return notifier_to_errno(raw_notifier_call_chain(&board_chain, UP, v));
}
`,
    "/* the notifier chain has gone */\n",
  ],
  "lib/relay.c": [
    "int relay(void *v)\n{\n	return tell(UP, v);\n}\n",
    "int relay(void *v)\n{\n	return say(v);\n}\n",
    "int relay(void *v)\n{\n	return 0;\n}\n",
  ],
  "drivers/silent.c": [
    "void silent(void *v)\n{\n	if (relay(v) == NOTIFY_BAD)\n		undo(v);\n}\n",
    "static int relay(void *v)\n{\n	return 0;\n}\nvoid silent(void *v)\n{\n	if (relay(v))\n		undo(v);\n	tell(DOWN, v);\n}\n",
  ],
  "drivers/listener.c": [
    `static int on_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return event == UP ? NOTIFY_BAD : NOTIFY_OK;
}
static struct notifier_block nb = { .notifier_call = on_event, .priority = BOARD_PRIO };
int listener_probe(struct hub *hub)
{
	raw_notifier_chain_register(&hub->port->list, &nb);
	return register_board(&nb);
}
`,
    `static int on_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return event == UP ? notifier_from_errno(helper(data)) : judge(event);
}
void listener_probe(void)
{
	hook(on_event, 3);
}
`,
  ],
  "lib/helper.c": [
    "int helper(void *v)\n{\n	return v ? 0 : -EINVAL;\n}\nint judge(unsigned long what)\n{\n	return judge_far(what);\n}\n",
    "int helper(void *v)\n{\n	return helper_far(v);\n}\n#define judge(what) judge_far(what)\n",
    "static int helper(void *v)\n{\n	return 0;\n}\n",
  ],
  "lib/far.c": [
    "int judge_far(unsigned long what)\n{\n	return what == DOWN ? NOTIFY_STOP : NOTIFY_OK;\n}\n",
    "int helper_far(void *v)\n{\n	return helper(v) ? -EIO : -EBUSY;\n}\nint judge_far(unsigned long what)\n{\n	return NOTIFY_DONE;\n}\n",
  ],
  "include/hub.h": [
    "struct hub {\n	struct port *port;\n};\n",
    "struct hub {\n	struct plug *port;\n};\nstruct plug {\n	struct port inner;\n};\n",
  ],
  "include/port.h": [
    "struct port {\n	struct raw_notifier_head list;\n};\n#define BOARD_PRIO 5\n",
    "struct port {\n	struct srcu_notifier_head other;\n};\n#define BOARD_PRIO 6\n",
  ],
  "include/hook.h": [
    "#define hook(fn, pri) { static struct notifier_block fn##_nb = { .notifier_call = fn, .priority = pri }; register_board(&fn##_nb); }\n",
    "/* a notifier macro was here */\n",
  ],
};

export const FILES = Object.keys(VARIANTS);

/** A disk on which each file has one of its texts or is missing. */
export const disk: fc.Arbitrary<Map<string, string>> = fc
  .tuple(...FILES.map((file) => fc.constantFrom(null, ...(VARIANTS[file] ?? []))))
  .map((texts) => new Map(texts.flatMap((text, i) => (text === null ? [] : [[FILES[i] ?? "", text]]))));
