/** The simulator as a library: README's own snippet, in a foreign project, from what `npm pack` makes. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { folder, REPOSITORY, runProgram } from "./support";

const exec = promisify(execFile);
const TSC = createRequire(import.meta.url).resolve("typescript/bin/tsc");

/** The one TypeScript block of README.md. */
function snippet(): string {
  const blocks = [...readFileSync(path.join(REPOSITORY, "README.md"), "utf8").matchAll(/```ts\n(.*?)```/gs)];
  expect(blocks).toHaveLength(1);
  return blocks[0]?.[1] ?? "";
}

/** A project that depends on the packed package, and nothing else. */
async function project(): Promise<string> {
  const root = folder({ "package.json": '{"type":"module"}', "main.ts": snippet() });
  const npm = ["pack", "--ignore-scripts", "--json", "--pack-destination", root];
  const { stdout } = await exec("npm", npm, { cwd: REPOSITORY });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  const installed = path.join(root, "node_modules/notifier-lens");
  mkdirSync(installed, { recursive: true });
  const tarball = path.join(root, packed?.filename ?? "");
  await exec("tar", ["-xzf", tarball, "-C", installed, "--strip-components=1"]);
  return root;
}

/** The compiler's complaints about the project under one way to resolve imports. */
async function complaints(root: string, module: string, resolution: string): Promise<string> {
  const flags = ["--noEmit", "--strict", "--target", "ES2022", "--lib", "ES2022,DOM"];
  const how = ["--module", module, "--moduleResolution", resolution, "--skipLibCheck", "false"];
  const run = await runProgram(process.execPath, [TSC, ...flags, ...how, "main.ts"], { cwd: root });
  return run.stdout;
}

describe("a foreign project", () => {
  it("compiles, runs and bundles the snippet of README.md", async () => {
    const root = await project();
    expect(await complaints(root, "NodeNext", "NodeNext")).toBe("");
    expect(await complaints(root, "ESNext", "Bundler")).toBe("");

    const main = readFileSync(path.join(root, "main.ts"), "utf8");
    // The snippet has no types of its own, so it is JavaScript as it stands.
    writeFileSync(path.join(root, "main.mjs"), main);
    const run = await runProgram(process.execPath, ["main.mjs"], { cwd: root });
    expect(run).toEqual({ status: 0, stdout: "leak\n", stderr: "" });

    const { errors, outputFiles } = await build({
      entryPoints: [path.join(root, "main.ts")],
      bundle: true,
      write: false,
      platform: "browser",
      format: "esm",
      logLevel: "silent",
    });
    expect(errors).toEqual([]);
    expect(outputFiles[0]?.text).not.toMatch(/node:|require\(/);
  }, 60_000);

  it("is told by the types what a scenario cannot be", async () => {
    const root = folder({
      "package.json": '{"type":"module"}',
      "main.ts": snippet().replace('"atomic"', '"atomc"'),
    });
    mkdirSync(path.join(root, "node_modules"));
    symlinkSync(REPOSITORY, path.join(root, "node_modules/notifier-lens"));
    expect(await complaints(root, "NodeNext", "NodeNext")).toMatch(
      /main\.ts\(\d+,\d+\): error TS\d+: Type .*"atomc\\?"/,
    );
  }, 60_000);
});
