/** The one owner of state: what it reads, what it tells of reading, and whose text counts. */
import { describe, expect, it } from "vitest";
import { kernelVersionOf } from "../../server/src/workspace/kernelVersion";
import type { IndexProgress, Workspace } from "../../server/src/workspace/types";
import { createWorkspace } from "../../server/src/workspace/workspace";
import { memoryHost, testParser } from "../support/analyse";

const HEAD = (name: string): string => `#include <linux/notifier.h>\nstatic RAW_NOTIFIER_HEAD(${name});\n`;

async function over(
  files: Record<string, string>,
): Promise<{ disk: Map<string, string>; workspace: Workspace }> {
  const disk = new Map(Object.entries(files));
  return { disk, workspace: createWorkspace(memoryHost(disk, await testParser()), "") };
}

const chains = (workspace: Workspace): string[] => workspace.model().chains.map((c) => c.id);

describe("the kernel's version", () => {
  it.each<[string, string, string | null]>([
    ["all three fields", "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 192\nEXTRAVERSION =\n", "6.1.192"],
    ["no sublevel", "# SPDX\nVERSION=3\nPATCHLEVEL=4\n", "3.4"],
    ["an old one", "VERSION = 2\nPATCHLEVEL = 6\nSUBLEVEL = 34\n", "2.6.34"],
    ["CRLF", "VERSION = 6\r\nPATCHLEVEL = 1\r\nSUBLEVEL = 0\r\n", "6.1.0"],
    ["another project's Makefile", "all:\n\tcc main.c\n", null],
    ["a version that is no number", "VERSION = $(shell git describe)\nPATCHLEVEL = 1\n", null],
    ["nothing", "", null],
  ])("%s", (_, makefile, version) => expect(kernelVersionOf(makefile)).toBe(version));

  it("is in the model", async () => {
    const { workspace } = await over({ Makefile: "VERSION = 6\nPATCHLEVEL = 1\n", "a.c": HEAD("a") });
    await workspace.index();
    expect(workspace.model().kernelVersion).toBe("6.1");
  });
});

describe("an index", () => {
  it("reads what speaks of notifiers, and nothing else", async () => {
    const { workspace } = await over({ "a.c": HEAD("a"), "b.c": "int b;\n", "c.txt": HEAD("c") });
    expect([workspace.indexed, workspace.facts.size]).toEqual([false, 0]);
    await workspace.index();
    expect([workspace.indexed, [...workspace.facts.keys()]]).toEqual([true, ["a.c"]]);
  });

  it("of some files reads them alone, wrappers or not", async () => {
    const { workspace } = await over({ "a.c": HEAD("a"), "b.c": HEAD("b"), "c.c": "int c;\n" });
    await workspace.index({ only: ["b.c", "c.c"] });
    await workspace.settle();
    expect([...workspace.facts.keys()]).toEqual(["b.c", "c.c"]);
  });

  it("tells how far it is", async () => {
    const { workspace } = await over({ "a.c": HEAD("a"), "b.c": HEAD("b") });
    const told: IndexProgress[] = [];
    await workspace.index({ onProgress: (progress) => told.push(progress) });
    expect(told).toEqual([
      { done: 1, total: 2 },
      { done: 2, total: 2 },
    ]);
  });

  it("says what it could not read, and forgets it once it can", async () => {
    const { disk, workspace } = await over({ "a.c": HEAD("a") });
    await workspace.index({ only: ["a.c", "gone.c"] });
    expect(workspace.problems).toEqual([{ file: "gone.c", problem: "no such file" }]);
    disk.set("gone.c", HEAD("found"));
    await workspace.refresh(["gone.c"]);
    expect(workspace.problems).toEqual([]);
    expect(chains(workspace)).toEqual(["a.c:a", "gone.c:found"]);
  });

  it("tells problems in the order of their files, however they come", async () => {
    const host = memoryHost(new Map(), await testParser());
    const gone = { facts: null, problem: "no such file", gone: true };
    const workspace = createWorkspace(
      {
        ...host,
        extractFiles: async ({ requests, onAnswer }) => {
          for (const { file } of [...requests].reverse()) onAnswer({ file, ...gone });
        },
      },
      "",
    );
    await workspace.index({ only: ["b.c", "a.c", "c.c"] });
    expect(workspace.problems.map(({ file }) => file)).toEqual(["a.c", "b.c", "c.c"]);
  });

  it("says what it could not analyse, and keeps the rest", async () => {
    const deep = `int f(struct notifier_block *nb)\n{\n${"{".repeat(20_000)}${"}".repeat(20_000)}\n}\n`;
    const { workspace } = await over({ "a.c": HEAD("a"), "deep.c": deep, "z.c": HEAD("z") });
    await workspace.index();
    expect(chains(workspace)).toEqual(["a.c:a", "z.c:z"]);
    expect(workspace.problems).toEqual([{ file: "deep.c", problem: "not analysed: nested too deeply" }]);
    await workspace.open("deep.c", HEAD("mended"));
    expect(chains(workspace)).toEqual(["a.c:a", "deep.c:mended", "z.c:z"]);
    expect(workspace.problems).toEqual([]);
  });

  it("reads a file that was named even if it says nothing, and misses one that is not there", async () => {
    const { workspace } = await over({ "a.c": HEAD("a"), "plain.c": "int b;\n" });
    await workspace.index({ also: ["plain.c", "gone.c"] });
    expect([...workspace.facts.keys()]).toEqual(["a.c", "plain.c"]);
    expect(workspace.problems).toEqual([{ file: "gone.c", problem: "no such file" }]);
  });

  it("finds wrappers of wrappers to any depth in files that say nothing of notifiers", async () => {
    const layer = (i: number): string =>
      `int layer${i}(void *list, void *v)\n{\n\treturn ${i === 0 ? "raw_notifier_call_chain(list, UP, v)" : `layer${i - 1}(list, v)`};\n}\n`;
    const layers = Array.from({ length: 10 }, (_, i) => [`lib/layer${i}.c`, layer(i)] as const);
    const caller = "void last(void *v)\n{\n\tlayer9(&top, v);\n}\n";
    const { workspace } = await over({ "a.c": HEAD("top") + caller, ...Object.fromEntries(layers) });
    await workspace.index();
    expect(workspace.model().chains[0]?.callSites.map((c) => c.through)).toEqual(["layer9"]);
  });

  it("asks a file that it has read only for what it wants besides", async () => {
    const files = new Map([
      [
        "core.c",
        `#include <linux/notifier.h>
static BLOCKING_NOTIFIER_HEAD(chain);
struct stop { struct gate *gate; };
int register_core_notifier(struct notifier_block *nb) { return blocking_notifier_chain_register(&chain, nb); }
int leave_open(void) { return busy() ? -EBUSY : 0; }
void fire(void) { blocking_notifier_call_chain(&chain, 0, NULL); }
`,
      ],
      [
        "user.c",
        `#include <linux/notifier.h>
static int on_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return notifier_from_errno(leave_open());
}
static struct notifier_block user = { .notifier_call = on_event };
static int __init user_init(void) { return register_core_notifier(&user); }
void user_walk(struct stop *s) { raw_notifier_call_chain(&s->gate->chain, 0, NULL); }
`,
      ],
    ]);
    const host = memoryHost(files, await testParser());
    const asked: string[] = [];
    const extract: typeof host.extract = (text, wanted) => {
      const names = [...wanted.structs, ...wanted.summaries.map(({ name }) => name)];
      asked.push(
        `${text.includes("HEAD") ? "core.c" : "user.c"} ${wanted.isMore ? `more: ${names}` : "all"}`,
      );
      return host.extract(text, wanted);
    };
    const workspace = createWorkspace({ ...host, extract }, "");
    await workspace.index();
    expect(asked).toEqual(["core.c all", "user.c all", "core.c more: struct stop,leave_open"]);
    const core = workspace.facts.get("core.c");
    expect(core?.calls.map(({ callee }) => callee)).toHaveLength(2);
    expect(core?.summaries.map(({ name }) => name)).toEqual(["leave_open"]);
    expect(core?.structs.map(({ name }) => name)).toEqual(["struct stop"]);
    // The same as of somebody who knew from the start what to ask.
    await workspace.refresh(["core.c"]);
    expect(asked.at(-1)).toBe("core.c all");
    expect(workspace.facts.get("core.c")).toEqual(core);
  });

  it("can be given up", async () => {
    const { workspace } = await over({ "a.c": HEAD("a"), "b.c": HEAD("b") });
    const abort = new AbortController();
    const reason = new Error("closed");
    const index = workspace.index({ signal: abort.signal, onProgress: () => abort.abort(reason) });
    await expect(index).rejects.toBe(reason);
    expect([workspace.indexed, workspace.facts.size]).toEqual([false, 1]);
  });
});

describe("whose text counts", () => {
  it("the editor's, until it is closed", async () => {
    const { disk, workspace } = await over({ "a.c": HEAD("disk") });
    await workspace.index();
    await workspace.open("a.c", HEAD("typed"));
    expect(chains(workspace)).toEqual(["a.c:typed"]);
    disk.set("a.c", HEAD("saved_by_another"));
    await workspace.refresh(["a.c"]);
    expect(chains(workspace)).toEqual(["a.c:typed"]);
    await workspace.close("a.c");
    expect(chains(workspace)).toEqual(["a.c:saved_by_another"]);
  });

  it("a file that is only open is there while it is open", async () => {
    const { workspace } = await over({});
    await workspace.index();
    await workspace.open("new.c", HEAD("unsaved"));
    expect(chains(workspace)).toEqual(["new.c:unsaved"]);
    await workspace.close("new.c");
    expect(chains(workspace)).toEqual([]);
  });

  it("a file that has vanished is no problem, and many can change at once", async () => {
    const { disk, workspace } = await over({ "a.c": HEAD("a"), "b.c": HEAD("b"), "c.c": "int c;\n" });
    await workspace.index();
    disk.delete("a.c");
    disk.set("b.c", "int b;\n");
    disk.set("c.c", HEAD("c"));
    disk.set("d.c", HEAD("d"));
    await workspace.refresh(["a.c", "b.c", "c.c", "d.c", "never.c"]);
    expect([...workspace.facts.keys()].sort()).toEqual(["c.c", "d.c"]);
    expect(workspace.problems).toEqual([]);
    expect(chains(workspace)).toEqual(["c.c:c", "d.c:d"]);
  });

  it("the last of several that come at once", async () => {
    const { workspace } = await over({});
    await Promise.all(["one", "two", "three"].map((name) => workspace.open("a.c", HEAD(name))));
    expect(chains(workspace)).toEqual(["a.c:three"]);
  });

  it("the model is linked once for the same texts", async () => {
    const { workspace } = await over({ "a.c": HEAD("a") });
    await workspace.index();
    const model = workspace.model();
    expect(workspace.model()).toBe(model);
    await workspace.refresh(["a.c"]);
    expect(workspace.model()).toBe(model);
    await workspace.open("a.c", `${HEAD("a")}/* and a comment that moves nothing */\n`);
    expect(workspace.model()).toBe(model);
    await workspace.open("a.c", `\n${HEAD("a")}`);
    expect(workspace.model()).not.toBe(model);
  });

  it("nothing is asked of the tree before there is an index", async () => {
    const { workspace } = await over({ "b.c": "int use(void *v)\n{\n	return tell(v);\n}\n" });
    const walker = "int tell(void *v)\n{\n	return raw_notifier_call_chain(&list, 0, v);\n}\n";
    await workspace.open("a.c", HEAD("list") + walker);
    await workspace.settle();
    expect([...workspace.facts.keys()]).toEqual(["a.c"]);
  });
});
