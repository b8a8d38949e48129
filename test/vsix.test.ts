/** What the packed extension holds: every file that its manifest names, what those run, and nothing of the sources. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { listFiles, type PackageManager } from "@vscode/vsce";
import { expect, test } from "vitest";

const ROOT = path.join(import.meta.dirname, "..");

/** vsce's "no package manager": everything is bundled. */
const NONE = 2 as PackageManager.None;

/** Every string in a document that says where a file of the extension is. */
function filesIn(value: unknown): string[] {
  if (typeof value === "string")
    return /^\.?\/?(?:[\w-]+\/)+[\w.-]+\.\w+$/.test(value) ? [path.normalize(value)] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(filesIn);
}

test("holds what the manifest names and what that runs, and no sources", async () => {
  const packed = new Set(
    (await listFiles({ cwd: ROOT, packageManager: NONE })).map((file) => path.normalize(file)),
  );
  const manifest = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8"));
  const { main, browser, icon, contributes } = manifest as Record<string, unknown>;
  const named = filesIn([main, browser, icon, contributes]);
  expect(named).toContain(path.normalize("client/out/extension.js"));
  const run = [
    "server.js",
    "browser.js",
    "worker.js",
    "walker.js",
    "web-tree-sitter.wasm",
    "tree-sitter-c.wasm",
  ];
  const wanted = [
    ...named,
    ...run.map((file) => path.join("server/out", file)),
    "README.md",
    "CHANGELOG.md",
    "LICENSE",
  ];
  expect(wanted.filter((file) => !packed.has(file))).toEqual([]);
  expect(
    [...packed].filter((file) => /\.(?:ts|mts|map)$|^(?:test|bench|scripts|node_modules)\b/.test(file)),
  ).toEqual([]);
});
