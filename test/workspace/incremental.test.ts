/** Incremental equals from scratch: whatever was opened, closed and changed, the model is that of the texts that count. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChainModel } from "../../server/src/model/model";
import { createWorkspace, type Workspace } from "../../server/src/workspace/workspace";
import { memoryHost, testParser } from "../support/analyse";

/** The texts that a file can have. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
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
	return helper(data);
}
void listener_probe(void)
{
	hook(on_event, 3);
}
`,
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

/** Enough to find every mistake that was ever made here, in a second. */
const RUNS = 150;

const FILES = Object.keys(VARIANTS);

type Step = {
  readonly kind: "open" | "close" | "write" | "remove" | "settle";
  readonly file: string;
  readonly text: string;
};

const step: fc.Arbitrary<Step> = fc.constantFrom(...FILES).chain((file) =>
  fc.record({
    kind: fc.constantFrom<Step["kind"]>("open", "close", "write", "remove", "settle"),
    file: fc.constant(file),
    text: fc.constantFrom(...(VARIANTS[file] ?? [])),
  }),
);

/** A disk on which each file has one of its texts or is missing. */
const disk: fc.Arbitrary<Map<string, string>> = fc
  .tuple(...FILES.map((file) => fc.constantFrom(null, ...(VARIANTS[file] ?? []))))
  .map((texts) => new Map(texts.flatMap((text, i) => (text === null ? [] : [[FILES[i] ?? "", text]]))));

/** A disk and an editor: what their texts are, and who is told when they change. */
function world(onDisk: Map<string, string>) {
  const open = new Map<string, string>();
  return {
    /** Makes a step, and tells the workspace of it. */
    make: (workspace: Workspace, { kind, file, text }: Step): Promise<void> => {
      switch (kind) {
        case "open":
          open.set(file, text);
          return workspace.open(file, text);
        case "close":
          open.delete(file);
          return workspace.close(file);
        case "write":
          onDisk.set(file, text);
          return workspace.refresh([file]);
        case "remove":
          onDisk.delete(file);
          return workspace.refresh([file]);
        case "settle":
          return workspace.settle();
      }
    },
    /** The model of a workspace that never saw anything but the texts that count now. */
    fresh: async (): Promise<ChainModel> => {
      const workspace = createWorkspace(memoryHost(new Map([...onDisk, ...open]), await testParser()), "");
      await workspace.index();
      return workspace.model();
    },
  };
}

describe("after any edits the model is that of a fresh workspace", () => {
  it("one after the other", () =>
    fc.assert(
      fc.asyncProperty(disk, fc.array(step, { maxLength: 8 }), async (onDisk, steps) => {
        const { make, fresh } = world(onDisk);
        const workspace = createWorkspace(memoryHost(onDisk, await testParser()), "");
        await workspace.index();
        for (const one of steps) await make(workspace, one);
        await workspace.settle();
        expect(workspace.model()).toEqual(await fresh());
      }),
      { numRuns: RUNS },
    ));

  it("all at once, however long reading and parsing take", () =>
    fc.assert(
      fc.asyncProperty(disk, fc.array(step, { maxLength: 8 }), fc.scheduler(), async (onDisk, steps, s) => {
        const { make, fresh } = world(onDisk);
        const host = memoryHost(onDisk, await testParser());
        const slow = {
          search: s.scheduleFunction(host.search),
          readFile: s.scheduleFunction(host.readFile),
          extract: s.scheduleFunction(host.extract),
        };
        const workspace = createWorkspace(slow, "");
        await s.waitFor(workspace.index());
        await s.waitFor(Promise.all(steps.map((one) => make(workspace, one))));
        await s.waitFor(workspace.settle());
        expect(workspace.model()).toEqual(await fresh());
      }),
      { numRuns: RUNS },
    ));
});
