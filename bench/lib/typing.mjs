/** Somebody who types in the largest file full of walks: key by key, each after the findings of the one before. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { openFile } from "./server.mjs";

export const TYPED_FILE = "net/core/dev.c";

/** A callback with a finding, laid below the file's text: what is typed above moves it, what is typed in it changes it. */
const CALLBACK = `
static int bench_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	if (event == NETDEV_PRE_UP)
		return -EBUSY;
	/* here */
	return NOTIFY_DONE;
}

static struct notifier_block bench_nb = { .notifier_call = bench_event };

static int __init bench_init(void)
{
	return register_netdevice_notifier(&bench_nb);
}
`;

/** Where is typed: after the text `at`; \`text\` is typed over and over. */
const SPOTS = [
  {
    name: "a comment",
    at: "DECLARE_RWSEM(devnet_rename_sem);",
    text: "\n/* to be put in order by and by */",
  },
  {
    name: "a function without notifiers",
    at: "void dev_add_pack(struct packet_type *pt)\n{",
    text: "\n\tint more = 1;",
  },
  {
    name: "a function that walks",
    at: "int register_netdevice_notifier(struct notifier_block *nb)\n{",
    text: "\n\tif (!nb)\n\t\treturn 0;",
  },
  { name: "a callback", at: "/* here */", text: "\n\tif (event == NETDEV_UP)\n\t\treturn -EINVAL;" },
  {
    name: "a new walk",
    at: "void dev_close(struct net_device *dev)\n{",
    text: "\n\tcall_netdevice_notifiers(NETDEV_UP, dev);",
  },
  { name: "line breaks at the top", at: "", text: "\n" },
];

/**
 * Types so many keys at each spot of the fresh text.
 * @param server what `startServer` answers; the file must not be open in it
 * @returns {Promise<{ name: string, samples: Record<string, number>[] }[]>} milliseconds per key: `client` from the
 *   change to its findings as the client sees it, `server` the same within the server, and the server's steps
 */
export async function typeAtSpots(server, keys) {
  const change = await openFile(server, TYPED_FILE);
  const spots = [];
  for (const spot of SPOTS) spots.push({ name: spot.name, samples: await type(server, change, spot, keys) });
  return spots;
}

async function type({ root, findings }, change, { at, text }, keys) {
  const fresh = readFileSync(path.join(root, TYPED_FILE), "utf8") + CALLBACK;
  if (!fresh.includes(at)) throw new Error(`${TYPED_FILE} has no such text: ${at}`);
  const start = fresh.indexOf(at) + at.length;
  await change({ text: fresh });
  await findings();
  const before = fresh.slice(0, start).split("\n");
  let [line, character] = [before.length - 1, before.at(-1).length];
  const samples = [];
  for (let i = 0; i < keys; i++) {
    const key = text[i % text.length];
    const position = { line, character };
    const sent = performance.now();
    await change({ range: { start: position, end: position }, text: key });
    const steps = await findings();
    samples.push({ client: performance.now() - sent, ...steps });
    [line, character] = key === "\n" ? [line + 1, 0] : [line, character + 1];
  }
  return samples;
}
