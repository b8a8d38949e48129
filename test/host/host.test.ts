/** The disk's host: files found alike with ripgrep and without, read as text or told why not. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { holdsCode, readText, readTextLater } from "../../server/src/host/files";
import { createNodeHost, findRipgrep, type NodeHostOptions } from "../../server/src/host/node";
import { searchByWalking, searchWithRipgrep } from "../../server/src/host/search";
import { type Host, MOST_BYTES } from "../../server/src/workspace/host";
import { type FileQuery, query } from "../../server/src/workspace/query";
import { testParser } from "../support/analyse";

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  "a.c": "static RAW_NOTIFIER_HEAD(list);\nint tell(void);\n",
  "include/b.h": "struct  port {\n	struct notifier_block nb;\n};\n",
  "ship.h": "struct ship\n{\n	int mast;\n};\n",
  "deep/er/c.c": "int tell_all(void);\n",
  "tank.h":
    "struct tank {\r\n	int a;\r\n}; union duct {int b;};\nstruct pipe /* long */\n{\n};\nstruct valve *v;\n",
  "deep/d.c": "int f(void) { return tell(); }\n",
  "readme.txt": "tell notifier struct port {\n",
  ".hidden/e.c": "tell notifier\n",
  ".lock.c": "int unseen_tell;\n",
  ".gitignore": "deep\n",
  "latin.c": Uint8Array.from([...Buffer.from("/* notifier: gr"), 0xf6, ...Buffer.from("sse */\n")]),
  "bom.c": "\uFEFFint bom;\n",
  "binary.c": Uint8Array.from([...Buffer.from("notifier"), 0, 1, 2]),
};

let root = "";

beforeAll(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), "notifier-host-"));
  for (const [file, content] of Object.entries(FILES)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), content);
  }
  await symlink(path.join(root, "a.c"), path.join(root, "link.c"));
  await symlink(path.join(root, "deep"), path.join(root, "linked"));
});

afterAll(() => rm(root, { recursive: true, force: true }));

async function ripgrep(): Promise<string> {
  const found = await findRipgrep();
  if (found === null) throw new Error("no ripgrep: it is a dependency");
  return found;
}

/** A host on the disk, in one thread and without a cache unless said otherwise. */
function diskHost(options: Partial<NodeHostOptions> = {}): Host {
  return createNodeHost({ parser: testParser, ripgrep: null, cacheFolder: null, threads: null, ...options });
}

type Finds = Record<string, string[]>;

const asRecord = (found: ReadonlyMap<string, ReadonlySet<string>>): Finds =>
  Object.fromEntries([...found].map(([file, names]) => [file, [...names].sort()]));

describe("finding names, with ripgrep and by walking", () => {
  const check = async (asked: Partial<FileQuery>, finds: Finds): Promise<void> => {
    expect(asRecord(await searchWithRipgrep(await ripgrep(), root, query(asked)))).toEqual(finds);
    expect(asRecord(await searchByWalking(root, query(asked)))).toEqual(finds);
  };

  it.each<[string, Partial<FileQuery>, Finds]>([
    ["parts of words", { containing: ["unseen"] }, { ".lock.c": ["unseen_tell"] }],
    [
      "a part that is a whole word",
      { containing: ["notifier"] },
      { "binary.c": ["notifier"], "include/b.h": ["notifier_block"], "latin.c": ["notifier"] },
    ],
    ["words, whole ones only", { words: ["tell"] }, { "a.c": ["tell"], "deep/d.c": ["tell"] }],
    [
      "several words",
      { words: ["tell", "tell_all", "list"] },
      { "a.c": ["list", "tell"], "deep/d.c": ["tell"], "deep/er/c.c": ["tell_all"] },
    ],
    [
      "structs by their definition",
      { structs: ["struct port", "struct plane"] },
      { "include/b.h": ["struct port"] },
    ],
    [
      "structs with the brace on the next line, before CRLF, after a comment, and unions; not uses",
      { structs: ["struct ship", "struct tank", "union duct", "struct pipe", "struct valve", "union ship"] },
      { "ship.h": ["struct ship"], "tank.h": ["struct pipe", "struct tank", "union duct"] },
    ],
    [
      "all kinds at once, none hiding another",
      { containing: ["mas"], words: ["port", "tell"], structs: ["struct port", "struct ship"] },
      {
        "a.c": ["tell"],
        "deep/d.c": ["tell"],
        "include/b.h": ["port", "struct port"],
        "ship.h": ["mast", "struct ship"],
      },
    ],
    [
      "functions by their definition, what else stands on its line too; not prototypes and calls",
      { definitions: ["f", "tell_all"], words: ["tell"] },
      { "a.c": ["tell"], "deep/d.c": ["f()", "tell"] },
    ],
    ["what is nowhere", { words: ["nowhere"] }, {}],
    ["nothing", {}, {}],
  ])("%s", (_, asked, finds) => check(asked, finds));

  it("of more words than a command line takes", async () => {
    const words = Array.from({ length: 9000 }, (_, i) => `a_function_that_is_not_there_${i}`);
    await check({ words: [...words, "tell"] }, { "a.c": ["tell"], "deep/d.c": ["tell"] });
  });

  it("a ripgrep that cannot be run is done without", async () => {
    const host = diskHost({ ripgrep: path.join(root, "no-such-rg") });
    expect([...(await host.search(root, query({ words: ["tell"] }))).keys()]).toEqual(["a.c", "deep/d.c"]);
  });

  it.each(["ripgrep", "walk"])("can be given up: %s", async (how) => {
    const host = diskHost({ ripgrep: how === "walk" ? null : await ripgrep() });
    const abort = new AbortController();
    const search = host.search(root, query({ words: ["tell"] }), abort.signal);
    abort.abort(new Error("closed"));
    await expect(search).rejects.toThrow("closed");
  });

  it("whether a folder holds code", async () => {
    expect(await holdsCode(root)).toBe(true);
    expect(await holdsCode(path.join(root, ".hidden"))).toBe(true);
    const empty = path.join(root, "empty/inner");
    await mkdir(empty, { recursive: true });
    expect(await holdsCode(path.join(root, "empty"))).toBe(false);
    expect(await holdsCode(path.join(root, "nowhere"))).toBe(false);
  });
});

describe("reading a file", () => {
  it.each<[string, string, ReturnType<typeof readText>]>([
    ["UTF-8", "deep/d.c", { ok: true, text: "int f(void) { return tell(); }\n" }],
    ["Latin-1, byte by byte", "latin.c", { ok: true, text: "/* notifier: grösse */\n" }],
    ["a byte order mark is no text", "bom.c", { ok: true, text: "int bom;\n" }],
    ["binary", "binary.c", { ok: false, problem: "not a text file (it holds NUL bytes)" }],
    ["missing", "gone.c", { ok: false, problem: "no such file or directory", gone: true }],
    ["a folder", "deep", { ok: false, problem: "is a directory" }],
    ["below a file", "a.c/b.c", { ok: false, problem: "a part of the path is not a directory" }],
    ["a device", "/dev/null", { ok: false, problem: "not a regular file" }],
  ])("%s", async (_, file, result) => {
    expect(readText(root, file)).toEqual(result);
    expect(await readTextLater(root, file)).toEqual(result);
  });

  it("that is too large", async () => {
    await writeFile(path.join(root, "large.txt"), Buffer.alloc(MOST_BYTES + 1, 32));
    const result = { ok: false, problem: "too large: 8.0 MB, at most 8 MB are analysed" };
    expect(readText(root, "large.txt")).toEqual(result);
    expect(await readTextLater(root, "large.txt")).toEqual(result);
  });
});
