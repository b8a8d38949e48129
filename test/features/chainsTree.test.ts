/** The tree of chains: what stands below what, what a filter leaves, and ids that survive an edit. */
import { describe, expect, test } from "vitest";
import type { Finding } from "../../server/src/base/finding";
import { type ChainsTree, chainsTree, type TreeView } from "../../server/src/features/chainsTree";
import { runRules } from "../../server/src/rules";
import { analyse, folder } from "../support/analyse";
import { TREE } from "./tree";

const FREE = "kernel/profile.c:task_free_notifier";
const MEMORY = "mm/memory.c:memory_chain";
const PLAIN: TreeView = { filter: "", order: "name" };

async function treeOf(files: ReadonlyMap<string, string>, view: Partial<TreeView> = {}): Promise<ChainsTree> {
  const context = await analyse(files);
  return chainsTree({ model: context.model, findings: runRules(context) }, { ...PLAIN, ...view });
}

/** Everything below a node, one line each, indented; of a callback no more than itself. */
function outline(tree: ChainsTree, id: string | null, depth = 0): string[] {
  return (tree.children(id) ?? []).flatMap((node) => {
    const { kind, label, description } = node;
    const line = `${"  ".repeat(depth)}${kind}: ${label}${description === "" ? "" : ` | ${description}`}`;
    return [line, ...(node.hasChildren && kind !== "callback" ? outline(tree, node.id, depth + 1) : [])];
  });
}

const tree = treeOf(TREE);

test("the top: folders of subsystems, folders with one folder as one, then what is on no chain", async () => {
  const top = (await tree).children(null) ?? [];
  expect(top.map((n) => [n.kind, n.label])).toEqual([
    ["folder", "drivers"],
    ["folder", "kernel"],
    ["folder", "mm"],
    ["unresolved", "Not resolved"],
  ]);
  expect(outline(await tree, "unresolved")).toEqual([
    expect.stringMatching(/^note: lost_event\(\) \| callback: /),
  ]);
  const deep = await treeOf(new Map([["a/b/c.c", "static ATOMIC_NOTIFIER_HEAD(c_chain);\n"]]));
  expect(deep.children(null)?.map((n) => [n.id, n.label])).toEqual([["folder\ta/b", "a/b"]]);
  expect(outline(deep, "folder\ta/b")).toEqual([
    "chain: c_chain | 0 callbacks · atomic · notify-only",
    "  note: No callback is registered in this tree",
    "  note: Nobody walks it in this tree",
  ]);
});

test("a chain whose head is a member that a header declares stands where it is walked", async () => {
  const split = new Map([
    ["include/linux/bus.h", "struct bus {\n\tstruct raw_notifier_head listeners;\n};\n"],
    [
      "drivers/bus/core.c",
      "int tell(struct bus *b)\n{\n\treturn raw_notifier_call_chain(&b->listeners, 1, b);\n}\n",
    ],
  ]);
  const found = await treeOf(split);
  expect(outline(found, null).slice(0, 2)).toEqual([
    "folder: drivers/bus | 1 chain",
    "  chain: struct bus.listeners | 0 callbacks · raw · notify-only",
  ]);
});

test("below a chain: findings, callbacks in order with values, events, call sites with what they make of it", async () => {
  expect(outline(await tree, `chain\t${MEMORY}`)).toEqual([
    expect.stringMatching(/^findings: Findings \| \d+$/),
    ...[expect.stringMatching(/^ {2}finding: /), expect.stringMatching(/^ {2}finding: /)],
    "callbacks: Callbacks | 2",
    "  callback: slab_event() | notifier_from_errno(-EBUSY), NOTIFY_BAD · priority 1 · 1st or 2nd",
    "  callback: tags_event() | -ENOMEM, NOTIFY_OK, ? · priority TAGS_PRIORITY · 1st or 2nd",
    "events: Events | 3",
    "  event: GOING_ONLINE | sent in 1 place · named by 2",
    "    walk: go_online() | reads it with notifier_to_errno() and tests != 0",
    "    callback: slab_event() | notifier_from_errno(-EBUSY)",
    "    callback: tags_event() | -ENOMEM, NOTIFY_OK",
    "    note: Every callback names it",
    "  event: ONLINE | sent in 1 place · named by 0",
    "    walk: go_online() | ignores the result",
    "    note: No callback names it",
    "  event: OFFLINE | not sent · named by 1",
    "    callback: tags_event() | ?",
    "    note: 1 other callback does not name it",
    "sites: Call sites | 3",
    expect.stringMatching(/^ {2}walk: memory_notify\(\) \| its caller's event$/),
    ...Array(2).fill(expect.stringMatching(/^ {4}use: go_online\(\) \| /)),
    "  walk: go_online() | GOING_ONLINE through memory_notify()",
    "    use: go_online() | GOING_ONLINE: reads it with notifier_to_errno() and tests != 0",
    "  walk: go_online() | ONLINE through memory_notify()",
    "    use: go_online() | ONLINE: ignores the result",
  ]);
});

test("below a callback: its answers, where its block comes and goes; clicks lead there", async () => {
  const found = await tree;
  const callback = found.path(MEMORY, "tags_event")?.at(-1);
  const below = found.children(callback?.id ?? "") ?? [];
  expect(below.map((n) => [n.kind, n.label, n.description, n.place?.line])).toEqual([
    ["answer", "GOING_ONLINE", "-ENOMEM, NOTIFY_OK", 8],
    ["answer", "OFFLINE", "?", 11],
    ["answer", "otherwise", "NOTIFY_OK", 13],
    ["block", "Block tags_nb", "mm/tags.c:16", 16],
    ["block", "Registered by register_memory()", "mm/tags.c:23 in tags_init()", 23],
    ["note", "Never taken off", "", undefined],
  ]);
  expect(callback).toMatchObject({
    ...{ copies: "tags_event", registration: { file: "mm/tags.c", line: 23 } },
    simulation: { chain: MEMORY, callback: "tags_event" },
  });
});

test("each node can say more about itself; one that is not there has no more to say", async () => {
  const found = await tree;
  const at = ({ file, line }: { file: string; line: number }): string => `${file}:${line}`;
  const tooltip = (id: string): string | null => found.tooltip(id, at);
  expect(tooltip(`chain\t${FREE}`)).toContain("**Claim:** `put_task()`");
  expect(tooltip(found.path(FREE, "taker_free")?.at(-1)?.id ?? "")).toContain("`taker_free()` is");
  expect(tooltip("folder\tmm")).toMatch(/^mm: 1 notifier chain, /);
  expect(tooltip("chain\tno/such.c:chain")).toBeNull();
  expect(found.children("chain\tno/such.c:chain")).toBeNull();
  expect(found.children(`chain\t${FREE}\tcallbacks\tno such`)).toBeNull();
  expect(found.path("no/such.c:chain", null)).toBeNull();
});

describe("a filter", () => {
  test.each([
    ["by a chain's name", "TASK_free", [FREE]],
    ["by a callback", "slab_event", [MEMORY]],
    ["by an event", "bus_reset", ["struct bus.listeners"]],
    ["by two words, both of which must fit", "go_online taker", []],
    ["by a folder", "mm/", [MEMORY]],
    ["by nothing", "  ", [FREE, MEMORY, "struct bus.listeners"]],
  ])("%s", async (_, filter, chains) => {
    const found = await treeOf(TREE, { filter });
    expect(found.chains).toBe(chains.length);
    for (const chain of [FREE, MEMORY, "struct bus.listeners"])
      expect(found.path(chain, null) !== null).toBe(chains.includes(chain));
  });

  test("leaves out what is on no chain, and unfolds what is left under ids of its own", async () => {
    const [node, ...others] = (await treeOf(TREE, { filter: "slab" })).children(null) ?? [];
    expect(others).toEqual([]);
    expect(node).toMatchObject({ label: "mm", isExpanded: true });
    expect((await tree).children(null)?.map(({ id }) => id)).not.toContain(node?.id);
  });
});

test("most callbacks first, worst findings first", async () => {
  const many = new Map([...TREE, ["mm/empty.c", "static RAW_NOTIFIER_HEAD(an_empty_chain);\n"]]);
  const chainsIn = async (order: TreeView["order"]): Promise<string[]> =>
    ((await treeOf(many, { order })).children("folder\tmm") ?? []).map((n) => n.label);
  expect(await chainsIn("name")).toEqual(["an_empty_chain", "memory_chain"]);
  expect(await chainsIn("callbacks")).toEqual(["memory_chain", "an_empty_chain"]);
  expect(await chainsIn("findings")).toEqual(["memory_chain", "an_empty_chain"]);
  const found = await treeOf(TREE, { order: "findings" });
  const [first] = found.children(null) ?? [];
  expect(first?.severity).toBe("error");
});

test("an id stays the same when lines move and other callbacks come", async () => {
  const before = await tree;
  const moved = new Map(TREE);
  for (const [file, text] of TREE) moved.set(file, `/* one */\n/* more */\n${text}`);
  moved.set("mm/more.c", (TREE.get("mm/slab.c") ?? "").replaceAll("slab", "more"));
  const after = await treeOf(moved);
  for (const [chain, callback] of [
    [FREE, "taker_free"],
    [MEMORY, "tags_event"],
  ] as const) {
    const ids = (found: ChainsTree): unknown => found.path(chain, callback)?.map(({ id }) => id);
    expect(ids(after)).toEqual(ids(before));
  }
});

test("ids are unique, every finding of the example stands somewhere, once", async () => {
  const context = await analyse(await folder("examples/task-handoff"));
  const findings: readonly Finding[] = runRules(context);
  const found = chainsTree({ model: context.model, findings }, PLAIN);
  const ids: string[] = [];
  const seen: string[] = [];
  const visit = (id: string | null): void => {
    for (const node of found.children(id) ?? []) {
      ids.push(node.id);
      if (node.kind === "finding") seen.push(`${node.label}: ${node.description}`);
      expect(node.hasChildren || (found.children(node.id) ?? []).length === 0, node.id).toBe(true);
      visit(node.id);
    }
  };
  visit(null);
  expect(ids.length).toBe(new Set(ids).size);
  expect(seen.sort()).toEqual(findings.map((f) => `${f.rule}: ${f.message}`).sort());
});
