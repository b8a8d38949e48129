/**
 * A tree that nobody trusts: reading it runs nothing of it, follows nothing out of it, and no file of it says how it is
 * searched. The manifest promises that to editors in restricted mode.
 */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createNodeHost, defaultCacheFolder, findRipgrep } from "../../server/src/host/node";
import { query } from "../../server/src/workspace/query";
import { createWorkspace } from "../../server/src/workspace/workspace";
import { testParser } from "../support/analyse";

/** Names that a shell, a command line or a list of lines would take for something else. */
const NAMES = [
  "--files-with-matches.c",
  "--pre=.%evil.c",
  "-x.c",
  "$(touch pwned).c",
  "`touch pwned`.c",
  "a; touch pwned;.c",
  "deep/|touch pwned|.c",
  "new\nline.c",
  "tab\there.c",
];

/** Files that search programs look for, and what they would do. */
const ORDERS: Readonly<Record<string, string>> = {
  ".ignore": "*\n",
  ".rgignore": "*\n",
  ".gitignore": "*\n",
  ".ripgreprc": "--pre=./evil\n--files\n",
  ".git/info/exclude": "*\n",
  evil: "#!/bin/sh\ntouch pwned\n",
};

const HEAD = "static RAW_NOTIFIER_HEAD(chain);\n";

let parent = "";
let root = "";

beforeAll(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), "notifier-untrusted-"));
  root = path.join(parent, "tree");
  for (const [file, text] of [...NAMES.map((name) => [name, HEAD] as const), ...Object.entries(ORDERS)]) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
  await chmod(path.join(root, "evil"), 0o755);
  await mkdir(path.join(parent, "secret"));
  await writeFile(path.join(parent, "secret/key.c"), HEAD);
  await symlink(path.join(parent, "secret"), path.join(root, "linked"));
  await symlink(path.join(parent, "secret/key.c"), path.join(root, "link.c"));
  await symlink(root, path.join(root, "loop"));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(parent, { recursive: true, force: true });
});

test.each(["ripgrep", "walk"])("every file is found by its name and nothing is run: %s", async (how) => {
  vi.stubEnv("RIPGREP_CONFIG_PATH", path.join(root, ".ripgreprc"));
  const ripgrep = how === "walk" ? null : await findRipgrep();
  expect(ripgrep === null).toBe(how === "walk");
  const before = await readdir(root, { recursive: true });
  const host = createNodeHost({ parser: testParser, ripgrep, cacheFolder: null, threads: null });
  const found = await host.search(root, query({ words: ["RAW_NOTIFIER_HEAD"] }));
  expect([...found.keys()]).toEqual([...NAMES].sort());
  const workspace = createWorkspace(host, root);
  await workspace.index();
  expect([...workspace.facts.keys()].sort()).toEqual([...NAMES].sort());
  expect(workspace.problems).toEqual([]);
  expect(await readdir(root, { recursive: true })).toEqual(before);
});

test("what is remembered never lies in the tree", () => {
  vi.stubEnv("XDG_CACHE_HOME", "cache");
  expect(defaultCacheFolder()).toBe(path.join(os.homedir(), ".cache/notifier-lens"));
  vi.stubEnv("XDG_CACHE_HOME", "/var/cache/me");
  expect(defaultCacheFolder()).toBe("/var/cache/me/notifier-lens");
});

test("no setting names a program or a path, so restricted mode restricts nothing", async () => {
  const text = await readFile(path.join(import.meta.dirname, "../../package.json"), "utf8");
  const { capabilities, contributes } = JSON.parse(text) as Manifest;
  expect(capabilities.untrustedWorkspaces).toEqual({ supported: true });
  const free = settingsIn(contributes.configuration).filter(
    ({ type, enum: values, pattern }) => type === "string" && !values && !pattern,
  );
  expect(free).toEqual([]);
});

interface Setting {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Setting>>;
}

interface Manifest {
  readonly capabilities: { readonly untrustedWorkspaces: unknown };
  readonly contributes: { readonly configuration: Setting };
}

function settingsIn({ properties = {} }: Setting): Setting[] {
  return Object.values(properties).flatMap((setting) => [setting, ...settingsIn(setting)]);
}
