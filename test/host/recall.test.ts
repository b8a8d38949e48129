/** What is remembered of a tree: never a stale answer, nothing read twice that has not changed, and no harm from a damaged memory. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { FileFacts } from "../../server/src/facts/facts";
import { createNodeHost } from "../../server/src/host/node";
import { packOf, readPack, writePack } from "../../server/src/host/pack";
import {
  changedFiles,
  createShare,
  lookAtTree,
  stateAfter,
  type TreeState,
  withoutFiles,
} from "../../server/src/host/treeState";
import type { Workspace } from "../../server/src/workspace/types";
import { createWorkspace } from "../../server/src/workspace/workspace";
import { memoryHost, testParser } from "../support/analyse";
import { disk, FILES } from "../workspace/variants";

const base = mkdtempSync(path.join(os.tmpdir(), "notifier-remember-"));
let count = 0;

afterAll(() => rmSync(base, { recursive: true, force: true }));

const newFolder = (): string => {
  const folder = path.join(base, String(count++));
  mkdirSync(folder);
  return folder;
};

function write(root: string, files: Readonly<Record<string, string>> | ReadonlyMap<string, string>): void {
  for (const [file, text] of files instanceof Map ? files : Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
}

/** As if a minute had passed since anything was written. */
const LATER = () => Date.now() + 60_000;

interface Session {
  readonly workspace: Workspace;
  /** The texts that were analysed. */
  readonly read: readonly string[];
}

/** A run over a tree: an index, and what comes of it is remembered. */
async function run(
  root: string,
  cacheFolder: string,
  { clock = LATER, also = [] as string[], threaded = false, open = {} as Record<string, string> } = {},
): Promise<Session> {
  const folder = path.resolve(import.meta.dirname, "../../server/out");
  const threads = threaded ? { jobs: 2, folder } : null;
  const host = createNodeHost({ parser: testParser, ripgrep: null, cacheFolder, threads, clock });
  const read: string[] = [];
  const { extractFiles: _, ...rest } = host;
  const watched = {
    ...rest,
    extract: (...[text, wanted]: Parameters<typeof host.extract>): Promise<FileFacts> => {
      read.push(text);
      return host.extract(text, wanted);
    },
  };
  const workspace = createWorkspace(watched, root);
  for (const [file, text] of Object.entries(open)) await workspace.open(file, text);
  await workspace.index({ also });
  workspace.remember();
  return { workspace, read };
}

/** What a workspace tells of a tree. */
function said({ problems, model }: Workspace) {
  return { problems: [...problems].sort((a, b) => (a.file < b.file ? -1 : 1)), model: model() };
}

/** Whether a run says what one over the same disk says that remembers nothing. */
async function expectFresh(root: string, { workspace }: Session): Promise<void> {
  expect(said(workspace)).toEqual(said((await run(root, newFolder())).workspace));
}

const HEAD = (name: string): string => `#include <linux/notifier.h>\nstatic RAW_NOTIFIER_HEAD(${name});\n`;
const WALKER =
  "#include <linux/notifier.h>\nRAW_NOTIFIER_HEAD(list);\nint tell(void *v)\n{\n\treturn raw_notifier_call_chain(&list, UP, v);\n}\n";
const CALLER = "void calls(void *v)\n{\n\ttell(v);\n}\n";
const TREE = {
  Makefile: "VERSION = 6\nPATCHLEVEL = 1\n",
  "lib/walk.c": WALKER,
  "lib/use.c": CALLER,
  "lib/plain.c": "int plain;\n",
  "a.c": HEAD("a"),
  "binary.c": "notifier\0",
};

/** What a first run over it reads: the wrapper's own file twice, because it is wanted then. */
const ALL = 4;

describe("a tree that was read before", () => {
  it.each([false, true])("and has not changed is not read again (in threads: %s)", async (threaded) => {
    const [root, cache] = [newFolder(), newFolder()];
    write(root, TREE);
    const first = await run(root, cache, { threaded });
    expect(first.read).toHaveLength(ALL);
    const second = await run(root, cache, { threaded });
    expect(second.read).toEqual([]);
    expect(second.workspace.problems).toEqual([
      { file: "binary.c", problem: "not a text file (it holds NUL bytes)" },
    ]);
    expect(said(second.workspace)).toEqual(said(first.workspace));
  });

  it.each<[string, (root: string) => void, number]>([
    ["a text of the same length", (root) => write(root, { "a.c": HEAD("b") }), 1],
    [
      "a text of the same length, with the time set back",
      (root) => {
        const { atime, mtime } = statSync(path.join(root, "a.c"));
        write(root, { "a.c": HEAD("c") });
        utimesSync(path.join(root, "a.c"), atime, mtime);
      },
      1,
    ],
    ["a file that has come", (root) => write(root, { "new/b.c": HEAD("b") }), 1],
    ["a file that has come and says nothing", (root) => write(root, { "new/b.c": "int b;\n" }), 0],
    ["a file that calls a known wrapper", (root) => write(root, { "lib/plain.c": CALLER }), 1],
    ["a file that no longer does", (root) => write(root, { "lib/use.c": "int x;\n" }), 0],
    ["a file that has gone", (root) => rmSync(path.join(root, "lib/walk.c")), 0],
    ["a folder that has gone", (root) => rmSync(path.join(root, "lib"), { recursive: true }), 0],
    ["a new name for a wrapper", (root) => write(root, { "lib/walk.c": WALKER.replace("tell", "plain") }), 3],
    ["a file that could not be read", (root) => write(root, { "binary.c": HEAD("d") }), 1],
    ["the kernel's version", (root) => write(root, { Makefile: "VERSION = 5\nPATCHLEVEL = 4\n" }), 0],
  ])("shows %s", async (_, change, reads) => {
    const [root, cache] = [newFolder(), newFolder()];
    write(root, TREE);
    await run(root, cache);
    change(root);
    const second = await run(root, cache);
    expect(second.read).toHaveLength(reads);
    await expectFresh(root, second);
    const third = await run(root, cache);
    expect(third.read).toEqual([]);
    await expectFresh(root, third);
  });

  it("after any changes between runs gives the model of a fresh index", () =>
    fc.assert(
      fc.asyncProperty(fc.array(disk, { minLength: 2, maxLength: 4 }), async (disks) => {
        const [root, cache] = [newFolder(), newFolder()];
        for (const files of disks) {
          for (const file of FILES) if (!files.has(file)) rmSync(path.join(root, file), { force: true });
          write(root, files);
          const { workspace } = await run(root, cache);
          const fresh = createWorkspace(memoryHost(files, await testParser()), root);
          await fresh.index();
          expect(workspace.model()).toEqual(fresh.model());
        }
      }),
      { numRuns: 25 },
    ));

  it("just before it was read is read again, whatever it looks like", async () => {
    const [root, cache] = [newFolder(), newFolder()];
    write(root, TREE);
    await run(root, cache, { clock: Date.now });
    expect((await run(root, cache, { clock: Date.now })).read).toHaveLength(3);
  });

  it("keeps nothing of an editor's text, nor of files that were only named", async () => {
    const [root, cache] = [newFolder(), newFolder()];
    write(root, TREE);
    await run(root, cache, {
      open: { "a.c": HEAD("typed"), "unsaved.c": HEAD("unsaved") },
      also: ["lib/plain.c"],
    });
    await expectFresh(root, await run(root, cache));
  });

  it("shows the editor's text, whatever is remembered", async () => {
    const [root, cache] = [newFolder(), newFolder()];
    write(root, TREE);
    await run(root, cache);
    const open = { "a.c": HEAD("typed"), "new.c": CALLER };
    const { workspace } = await run(root, cache, { open });
    const fresh = (await run(root, newFolder(), { open })).workspace;
    expect(said(workspace)).toEqual(said(fresh));
  });
});

describe("a memory", () => {
  it("that is damaged, of another program or of another tree is none, and is made anew", async () => {
    const [root, cache] = [newFolder(), newFolder()];
    write(root, TREE);
    await run(root, cache);
    const file = packOf(cache, root);
    const good = readFileSync(file, "latin1");
    const half = good.slice(0, good.length / 2);
    const flipped = good.replace("plain.c", "plane.c");
    const header = good.slice(0, good.indexOf("\n") + 1);
    const swapped = header + good.slice(header.length).replace("plain.c", "pl\nin.c");
    const others = [good.replace('"recipe":"', '"recipe":"x'), good.replace(root, `${root}0`)];
    for (const bad of ["", "{", "null\n", half, flipped, header, swapped, ...others]) {
      expect(bad).not.toBe(good);
      writeFileSync(file, bad, "latin1");
      const session = await run(root, cache);
      expect(session.read).toHaveLength(ALL);
      await expectFresh(root, session);
      expect((await run(root, cache)).read).toEqual([]);
    }
    rmSync(file);
    expect((await run(root, cache)).read).toHaveLength(ALL);
  });

  it("that cannot be kept costs nothing but time", async () => {
    const root = newFolder();
    write(root, TREE);
    const blocked = path.join(newFolder(), "file");
    writeFileSync(blocked, "a file where a folder should be");
    for (let i = 0; i < 2; i++) expect((await run(root, blocked)).read).toHaveLength(ALL);
  });

  it("written by two at once is that of one of them", async () => {
    const [root, cache] = [newFolder(), newFolder()];
    write(root, TREE);
    await Promise.all([1, 2, 3].map(() => run(root, cache)));
    expect(readdirSync(cache)).toEqual([path.basename(packOf(cache, root))]);
    expect((await run(root, cache)).read).toEqual([]);
  });

  it("of the trees seen last is kept, and of no more than eight", () => {
    const cache = newFolder();
    const pack = { state: Buffer.of(1), memory: Buffer.of(2), facts: Buffer.of(3), model: Buffer.of() };
    const roots = Array.from({ length: 11 }, (_, i) => `/tree/${i}`);
    writeFileSync(path.join(cache, "0123456789abcdef.pack.999.tmp"), "half");
    utimesSync(path.join(cache, "0123456789abcdef.pack.999.tmp"), 1, 1);
    for (const [i, root] of roots.entries()) {
      writePack(packOf(cache, root), root, pack);
      utimesSync(packOf(cache, root), 1000 + i, 1000 + i);
    }
    const known = roots.filter((root) => readPack(packOf(cache, root), root, ["facts"]) !== null);
    expect(known).toEqual(roots.slice(-8));
    expect(readdirSync(cache)).toHaveLength(8);
  });
});

describe("the state of a tree", () => {
  const root = newFolder();
  write(root, { "a.c": "1", "b:c.h": "2", "x/y/c.c": "3", "x/d.txt": "4", ".git/e.c": "5" });
  const NONE: TreeState = new Map();

  function stateOf(tree: string, before = NONE): TreeState | null {
    return stateAfter(before, [lookAtTree({ root: tree, now: LATER(), before, share: createShare() })]);
  }

  /** The state by two who look at once. */
  function sharedState(tree: string, before: TreeState): TreeState | null {
    const share = createShare();
    const look = () => lookAtTree({ root: tree, now: LATER(), before, share });
    return stateAfter(before, [look(), look()]);
  }

  it("names its C files, and nothing changed where nothing has", () => {
    const state = stateOf(root) ?? NONE;
    expect([...state.keys()].sort()).toEqual(["", "x", "x/y"]);
    expect(changedFiles(state, stateOf(root) ?? NONE)).toEqual([]);
    expect(stateOf(root, state)).toBe(state);
    expect(changedFiles(NONE, state)).toEqual(["a.c", "b:c.h", "x/y/c.c"]);
    expect(changedFiles(state, NONE)).toEqual(["a.c", "b:c.h", "x/y/c.c"]);
  });

  it("can forget files, known or not", () => {
    const state = withoutFiles(stateOf(root) ?? NONE, ["b:c.h", "new/z.c"]);
    expect(changedFiles(state, stateOf(root) ?? NONE)).toEqual(["b:c.h", "new/z.c"]);
    expect(changedFiles(state, stateOf(root, state) ?? NONE)).toEqual(["b:c.h", "new/z.c"]);
  });

  it("of what cannot be looked at is none", () => {
    expect(stateOf(path.join(root, "nowhere"))).toBeNull();
    expect(stateOf(path.join(root, "nowhere"), stateOf(root) ?? NONE)).toBeNull();
  });

  it.each<[string, (tree: string) => void]>([
    ["a file has come", (tree) => write(tree, { "f7/new.c": "" })],
    ["folders have come", (tree) => write(tree, { "f7/g/h/new.c": "", "k/l/new.c": "" })],
    ["a folder has gone", (tree) => rmSync(path.join(tree, "f20"), { recursive: true })],
    [
      "a folder has become a link to another",
      (tree) => {
        rmSync(path.join(tree, "f20"), { recursive: true });
        symlinkSync("f21", path.join(tree, "f20"));
      },
    ],
    [
      "a folder has become a file",
      (tree) => {
        rmSync(path.join(tree, "f20"), { recursive: true });
        write(tree, { f20: "" });
      },
    ],
  ])("held against the one before is that of a tree never seen, when %s", (_, change) => {
    const tree = newFolder();
    write(tree, Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`f${i}/sub/a.c`, String(i)])));
    const before = stateOf(tree) ?? NONE;
    change(tree);
    const fresh = stateOf(tree);
    expect(fresh).not.toBeNull();
    expect(stateOf(tree, before)).toEqual(fresh);
    expect(sharedState(tree, before)).toEqual(fresh);
  });
});
