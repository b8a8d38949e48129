/** The disk's host: files found alike with ripgrep and without, read as text or told why not, facts kept between runs. */
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cacheKey, readCache, writeCache } from "../../server/src/host/cache";
import { holdsCode, readText, searchByWalking, searchWithRipgrep } from "../../server/src/host/files";
import { createNodeHost, findRipgrep } from "../../server/src/host/node";
import { type FileQuery, MOST_BYTES } from "../../server/src/workspace/host";
import { testParser } from "../support/analyse";

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  "a.c": "static RAW_NOTIFIER_HEAD(list);\nint tell(void);\n",
  "include/b.h": "struct  port {\n	struct notifier_block nb;\n};\n",
  "ship.h": "struct ship\n{\n	int mast;\n};\n",
  "deep/er/c.c": "int tell_all(void);\n",
  "deep/d.c": "int f(void) { return tell(); }\n",
  "readme.txt": "tell notifier struct port {\n",
  ".hidden/e.c": "tell notifier\n",
  ".gitignore": "deep\n",
  "latin.c": Uint8Array.from([...Buffer.from("/* notifier: gr"), 0xf6, ...Buffer.from("sse */\n")]),
  "bom.c": "\uFEFFint bom;\n",
  "binary.c": Uint8Array.from([...Buffer.from("notifier"), 0, 1, 2]),
};
const WANTED = { watch: new Set<string>(), structs: new Set<string>(), macros: new Map() };

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

describe("finding files, with ripgrep and by walking", () => {
  it.each<[string, FileQuery, string[]]>([
    ["a text", { text: "notifier" }, ["binary.c", "include/b.h", "latin.c"]],
    ["words, whole ones only", { words: ["tell"] }, ["a.c", "deep/d.c"]],
    ["several words", { words: ["tell", "tell_all"] }, ["a.c", "deep/d.c", "deep/er/c.c"]],
    ["structs by their definition", { structs: ["struct port", "struct plane"] }, ["include/b.h"]],
    ["nothing", { words: ["nowhere"] }, []],
  ])("%s", async (_, query, files) => {
    expect(await searchWithRipgrep(await ripgrep(), root, query)).toEqual(files);
    expect(await searchByWalking(root, query)).toEqual(files);
  });

  it("a struct with its brace on the next line", async () => {
    const query = { structs: ["struct ship"] };
    expect(await searchWithRipgrep(await ripgrep(), root, query)).toEqual(["ship.h"]);
    expect(await searchByWalking(root, query)).toEqual(["ship.h"]);
  });

  it("more words than one command line takes", async () => {
    const words = [...Array.from({ length: 5000 }, (_, i) => `a_function_that_is_not_there_${i}`), "tell"];
    expect(await searchWithRipgrep(await ripgrep(), root, { words })).toEqual(["a.c", "deep/d.c"]);
  });

  it("a ripgrep that cannot be run is done without", async () => {
    const broken = path.join(root, "no-such-rg");
    const host = createNodeHost({ parser: await testParser(), ripgrep: broken, cacheFolder: null });
    expect(await host.findFiles(root, { words: ["tell"] })).toEqual(["a.c", "deep/d.c"]);
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
  it.each<[string, string, Awaited<ReturnType<typeof readText>>]>([
    ["UTF-8", "deep/d.c", { ok: true, text: "int f(void) { return tell(); }\n" }],
    ["Latin-1, byte by byte", "latin.c", { ok: true, text: "/* notifier: grösse */\n" }],
    ["a byte order mark is no text", "bom.c", { ok: true, text: "int bom;\n" }],
    ["binary", "binary.c", { ok: false, problem: "not a text file (it holds NUL bytes)" }],
    ["missing", "gone.c", { ok: false, problem: "no such file or directory" }],
    ["a folder", "deep", { ok: false, problem: "is a directory" }],
    ["below a file", "a.c/b.c", { ok: false, problem: "a part of the path is not a directory" }],
    ["a device", "/dev/null", { ok: false, problem: "not a regular file" }],
  ])("%s", async (_, file, result) => expect(await readText(root, file)).toEqual(result));

  it("that is too large", async () => {
    await writeFile(path.join(root, "large.txt"), Buffer.alloc(MOST_BYTES + 1, 32));
    expect(await readText(root, "large.txt")).toEqual({
      ok: false,
      problem: "too large: 8.0 MB, at most 8 MB are analysed",
    });
  });
});

describe("the cache", () => {
  it("has a key for the text and for what is wanted of it, and for nothing else", () => {
    const key = (text: string, ...watch: string[]): string =>
      cacheKey(text, { ...WANTED, watch: new Set(watch) });
    const plain = key("int tell(void);");
    expect(key("int tell(void) ;")).not.toBe(plain);
    expect(key("int tell(void);", "tell")).not.toBe(plain);
    expect(key("int tell(void);", "other", "names")).toBe(plain);
    expect(key("a b", "a", "b")).toBe(key("a b", "b", "a"));
    const macro = { name: "HOOK", parameters: [], body: "x" };
    const withMacro = (body: string): string =>
      cacheKey("HOOK();", { ...WANTED, macros: new Map([["HOOK", { ...macro, body }]]) });
    expect(withMacro("x")).not.toBe(withMacro("y"));
  });

  it("answers what was kept; not what is damaged, older or gone", async () => {
    const folder = path.join(root, "cache");
    const host = createNodeHost({ parser: await testParser(), ripgrep: null, cacheFolder: folder });
    const text = "static RAW_NOTIFIER_HEAD(list); /* notifier */\n";
    const facts = await host.extract(text, WANTED);
    const key = cacheKey(text, WANTED);
    expect(await readCache(folder, key)).toEqual(facts);
    expect(await readCache(folder, `${key}0`)).toBeNull();
    const file = path.join(folder, key.slice(0, 2), `${key.slice(2)}.json`);
    expect(await readdir(path.dirname(file))).toEqual([path.basename(file)]);
    for (const damaged of ["", "{", "null", JSON.stringify({ ...facts, version: -1 })]) {
      await writeFile(file, damaged);
      expect(await readCache(folder, key)).toBeNull();
      expect(await host.extract(text, WANTED)).toEqual(facts);
      expect(JSON.parse(await readFile(file, "utf8"))).toEqual(facts);
    }
  });

  it("that cannot be written costs nothing but time", async () => {
    const blocked = path.join(root, "blocked");
    await writeFile(blocked, "a file where a folder should be");
    const host = createNodeHost({ parser: await testParser(), ripgrep: null, cacheFolder: blocked });
    expect((await host.extract("static RAW_NOTIFIER_HEAD(list);\n", WANTED)).heads).toHaveLength(1);
    await expect(writeCache(blocked, "key", await host.extract("", WANTED))).resolves.toBeUndefined();
  });
});
