/** The host without a disk: what an editor hands over gives the model that the disk gives, within limits. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { createBrowserHost, type Editor, type Limits } from "../../server/src/host/browser";
import { createNodeHost } from "../../server/src/host/node";
import { query } from "../../server/src/workspace/query";
import { createWorkspace } from "../../server/src/workspace/workspace";
import { folder, testParser } from "../support/analyse";

const EXAMPLE = "examples/task-handoff";
const ROOT = "vscode-vfs://github/someone/tree";

interface TestEditor extends Editor {
  /** Every file that was handed over, as often as it was. */
  readonly read: string[];
}

/** An editor over files in memory. */
function editorOn(files: ReadonlyMap<string, string | Uint8Array>): TestEditor {
  const read: string[] = [];
  return {
    read,
    listFiles: async (root, most) => {
      expect(root).toBe(ROOT);
      const names = [...files.keys()].filter((file) => /\.[ch]$/.test(file));
      return { files: names.slice(0, most), isAll: names.length <= most };
    },
    readFile: async (_root, file) => {
      read.push(file);
      const content = files.get(file);
      if (content === undefined) return { problem: "no such file or directory", isGone: true };
      return { bytes: typeof content === "string" ? new TextEncoder().encode(content) : content };
    },
  };
}

function hostOn(editor: Editor, limits?: Limits) {
  const told: string[] = [];
  const options = { editor, parser: testParser, told: (line: string) => void told.push(line) };
  return { host: createBrowserHost(limits ? { ...options, limits } : options), told };
}

const asRecord = (found: ReadonlyMap<string, ReadonlySet<string>>) =>
  Object.fromEntries([...found].map(([file, names]) => [file, [...names]]));

test("an editor's files give the facts and the model that the disk gives", async () => {
  const disk = createNodeHost({ parser: testParser, ripgrep: null, cacheFolder: null, threads: null });
  const onDisk = createWorkspace(disk, path.join(import.meta.dirname, "../..", EXAMPLE));
  await onDisk.index();
  const editor = editorOn(await folder(EXAMPLE));
  const { host, told } = hostOn(editor);
  const inBrowser = createWorkspace(host, ROOT);
  await inBrowser.index();
  expect(inBrowser.facts).toEqual(onDisk.facts);
  expect(inBrowser.model()).toEqual(onDisk.model());
  expect(inBrowser.model().chains.length).toBeGreaterThan(2);
  expect([inBrowser.problems, told]).toEqual([[], []]);
  // Every file is a download: none is fetched twice, however often the tree is searched.
  expect(editor.read.length).toBe(new Set(editor.read).size);
});

test("a file that changes, appears or vanishes is fetched again, and no other", async () => {
  const files = new Map([
    ["a.c", "static RAW_NOTIFIER_HEAD(first);\n"],
    ["b.c", "static RAW_NOTIFIER_HEAD(other);\n"],
  ]);
  const editor = editorOn(files);
  const workspace = createWorkspace(hostOn(editor).host, ROOT);
  await workspace.index();
  const heads = () => workspace.model().chains.map((chain) => chain.name);
  expect(heads()).toEqual(["first", "other"]);
  files.set("a.c", "static RAW_NOTIFIER_HEAD(second);\n").set("c.c", "static RAW_NOTIFIER_HEAD(third);\n");
  files.delete("b.c");
  editor.read.length = 0;
  await workspace.refresh(["a.c", "b.c", "c.c"]);
  await workspace.settle();
  expect(heads()).toEqual(["second", "third"]);
  expect(editor.read).toEqual(["a.c", "b.c", "c.c"]);
});

test.each<[string, Limits, number, RegExp]>([
  ["enough", { files: 40, bytes: 400 }, 40, /^$/],
  ["too few files", { files: 25, bytes: 400 }, 25, /^15 of 40 C files .* at most 25 files/],
  // What was asked for before the first answer came is read.
  ["too few bytes", { files: 40, bytes: 8 }, 16, /^24 of 40 C files/],
])("of a large tree so much is read: %s", async (_, limits, read, told) => {
  const names = Array.from({ length: 40 }, (_, i) => `${String.fromCharCode(97 + (i % 26))}${i}.c`);
  const editor = editorOn(new Map(names.map((file) => [file, "notifier\n"])));
  const { host, told: lines } = hostOn(editor, limits);
  const found = await host.search(ROOT, query({ containing: ["notifier"] }));
  expect([...found.keys()]).toEqual(names.slice(0, read).sort());
  expect(lines.join("\n")).toMatch(told);
});

test("what cannot be read is found with no names, and says why", async () => {
  const files = new Map<string, string | Uint8Array>([
    ["binary.c", Uint8Array.of(1, 0, 2)],
    ["latin.c", Uint8Array.from([...Buffer.from("/* notifier: gr"), 0xf6, ...Buffer.from("sse */\n")])],
  ]);
  const editor = editorOn(files);
  const broken: Editor = {
    listFiles: async () => ({ files: ["binary.c", "broken.c", "latin.c"], isAll: true }),
    readFile: async (root, file) => {
      if (file === "broken.c") throw new Error("the network is gone");
      return editor.readFile(root, file);
    },
  };
  const { host } = hostOn(broken);
  const found = await host.search(ROOT, query({ containing: ["notifier"] }));
  expect(asRecord(found)).toEqual({ "binary.c": [], "broken.c": [], "latin.c": ["notifier"] });
  expect(await host.readFile(ROOT, "broken.c")).toEqual({ ok: false, problem: "the network is gone" });
  expect(await host.readFile(ROOT, "binary.c")).toMatchObject({
    ok: false,
    problem: expect.stringContaining("NUL"),
  });
  expect(await host.readFile(ROOT, "latin.c")).toEqual({ ok: true, text: "/* notifier: gr\u00f6sse */\n" });
});

test("both hosts read bytes alike", async () => {
  const texts = [
    Buffer.from("\uFEFFint bom;\n"),
    Buffer.from([0x2f, 0x2f, 0xe9, 0x0a]),
    Buffer.from("gr\u00f6\u00dfe\n"),
  ];
  const disk = createNodeHost({ parser: testParser, ripgrep: null, cacheFolder: null, threads: null });
  const root = await mkdtemp(path.join(os.tmpdir(), "notifier-bytes-"));
  for (const bytes of texts) {
    await writeFile(path.join(root, "a.c"), bytes);
    const { host } = hostOn(editorOn(new Map([["a.c", new Uint8Array(bytes)]])));
    expect(await host.readFile(ROOT, "a.c")).toEqual(await disk.readFile(root, "a.c"));
  }
  await rm(root, { recursive: true });
});

test("a search that is aborted ends, and the next one starts anew", async () => {
  const abort = new AbortController();
  const editor = editorOn(new Map([["a.c", "notifier\n"]]));
  const stopping: Editor = {
    ...editor,
    readFile: (root, file) => {
      abort.abort(new Error("closed"));
      return editor.readFile(root, file);
    },
  };
  const { host } = hostOn(stopping);
  const asked = query({ containing: ["notifier"] });
  await expect(host.search(ROOT, asked, abort.signal)).rejects.toThrow("closed");
  expect([...(await host.search(ROOT, asked)).keys()]).toEqual(["a.c"]);
});
