/** The architecture as a test: who imports whom, which layers are pure, how a source file opens and how long it may be. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";
import { describe, expect, it, test } from "vitest";
import type * as Simulator from "../server/src/simulator";
import { type Import, importsOf, layerOf, targetOf } from "./architecture/imports";
import { EXCEPTIONS, type Exception, PURE, TABLE } from "./architecture/table";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const LONGEST = 300;

/** Files below some folders, relative to the repository, with "/". */
function filesIn(folders: readonly string[], extensions: readonly string[]): string[] {
  const found = folders.flatMap((folder) => ts.sys.readDirectory(path.join(ROOT, folder), extensions));
  return found.map((file) => path.relative(ROOT, file).replaceAll("\\", "/")).sort();
}

const textOf = (file: string): string => readFileSync(path.join(ROOT, file), "utf8");
const SOURCES = filesIn(["server/src", "client/src"], [".ts"]);

/** Why an import is wrong, or null. */
function objection(file: string, found: Import, exceptions: readonly Exception[]): string | null {
  const from = layerOf(file);
  const allowed = TABLE[from];
  if (!allowed) return `${file}: the layer ${from} is not in the table`;
  const target = targetOf(file, found);
  if ("layer" in target) {
    if (target.layer === from || allowed.layers.includes(target.layer)) return null;
    if (found.kind === "type" && allowed.types?.includes(target.layer)) return null;
  } else if (allowed.packages?.includes(target.package)) return null;
  if (exceptions.some((exception) => excuses(exception, file, found))) return null;
  return `${file}: ${from} may not import ${found.specifier} (${found.kind})`;
}

function excuses(exception: Exception, file: string, found: Import): boolean {
  const target = targetOf(file, found);
  const imported =
    "layer" in target ? path.posix.join(path.posix.dirname(file), found.specifier) : target.package;
  if (exception.file !== file || exception.imports !== imported) return false;
  return exception.lazily !== true || found.kind === "lazy";
}

describe("the import table", () => {
  it.each(Object.keys(TABLE))("%s", (layer) => {
    const files = SOURCES.filter((file) => layerOf(file) === layer);
    const wrong = files.flatMap((file) =>
      importsOf(file, textOf(file)).map((i) => objection(file, i, EXCEPTIONS)),
    );
    expect(wrong.filter((line) => line !== null)).toEqual([]);
  });

  it("names the layers that exist, and no other", () => {
    expect([...new Set(SOURCES.map(layerOf))].sort()).toEqual(Object.keys(TABLE).sort());
  });

  it("leads in one direction", () => {
    const reach = (layer: string, seen: Set<string>): Set<string> => {
      for (const next of [...(TABLE[layer]?.layers ?? []), ...(TABLE[layer]?.types ?? [])])
        if (!seen.has(next)) reach(next, seen.add(next));
      return seen;
    };
    for (const layer of Object.keys(TABLE)) expect([...reach(layer, new Set())]).not.toContain(layer);
  });

  it.each(EXCEPTIONS)("still needs the exception of $file for $imports", (exception) => {
    const used = importsOf(exception.file, textOf(exception.file)).filter((i) =>
      excuses(exception, exception.file, i),
    );
    expect(used).not.toEqual([]);
    expect(used.map((found) => objection(exception.file, found, []))).not.toContain(null);
  });

  it.each([
    ["simulator", 'import { lint } from "../lsp/server";', "may not import ../lsp/server (value)"],
    ["simulator", 'import fs from "node:fs";', "may not import node:fs (value)"],
    ["rules", 'import { extractFacts } from "../facts/extract";', "may not import ../facts/extract (value)"],
    ["rules", 'import { type A, b } from "../facts/facts";', "may not import ../facts/facts (value)"],
    ["rules", 'import { type A } from "../facts/facts";', null],
    ["notifier", 'export { x } from "../base/text";', "may not import ../base/text (value)"],
    ["cli", 'const s = await import("../lsp/server");', "may not import ../lsp/server (lazy)"],
    ["workspace", 'type T = import("node:fs").Stats;', "may not import node:fs (type)"],
    ["lsp", 'import { Connection } from "vscode-languageserver/node";', null],
  ])("judges in %s: %s", (layer, text, said) => {
    const file = `server/src/${layer}/made.ts`;
    const wrong = importsOf(file, text).map((found) => objection(file, found, []));
    expect(wrong).toEqual([said === null ? null : `${file}: ${layer} ${said}`]);
  });
});

describe("pure layers", () => {
  it("are the folders that compile without Node and DOM types", () => {
    const { config } = ts.readConfigFile(path.join(ROOT, "server/tsconfig.pure.json"), ts.sys.readFile);
    expect([...config.include].sort()).toEqual(PURE.map((layer) => `src/${layer}`).sort());
    const { options } = ts.convertCompilerOptionsFromJson(
      { ...ts.readConfigFile(path.join(ROOT, "tsconfig.base.json"), ts.sys.readFile).config.compilerOptions },
      ROOT,
    );
    expect([options.types, options.lib]).toEqual([[], ["lib.es2023.d.ts"]]);
    expect(config.compilerOptions).toBeUndefined();
  });

  it.each(PURE)("%s rests on pure layers, and on nothing of Node or the editor", (layer) => {
    const { layers = [], types = [], packages = [] } = TABLE[layer] ?? {};
    expect(PURE).toEqual(expect.arrayContaining([...layers, ...types]));
    expect(packages.filter((name) => /^(?:node:|vscode)/.test(name))).toEqual([]);
  });
});

describe("source files", () => {
  it("open with a header that says something", () => {
    const header = /^(?:#!.*\n)?\/\*\*(?:[^*]|\*(?!\/)){25,}\*\//;
    expect(SOURCES.filter((file) => !header.test(textOf(file)))).toEqual([]);
  });

  // Tests are left out: a table of cases is as long as it has cases.
  it(`have at most ${LONGEST} lines`, () => {
    const files = [...SOURCES, ...filesIn(["scripts"], [".mjs"])];
    const long = files.map((file) => `${file}: ${textOf(file).split("\n").length - 1}`);
    expect(long.filter((line) => Number(line.split(": ")[1]) > LONGEST)).toEqual([]);
  });
});

/** A bundle for a browser: a module of Node's anywhere in it is an error of esbuild's. */
test.each([
  ["the extension", "client/src/browser.ts", "client/src/extension.ts"],
  ["the server", "server/src/lsp/browser.ts", "server/src/lsp/node.ts"],
])("%s bundles for the browser, and its Node entry does not", async (_, entry, onNode) => {
  const bundle = (file: string) =>
    build({
      entryPoints: [path.join(ROOT, file)],
      external: ["vscode"],
      bundle: true,
      platform: "browser",
      write: false,
      metafile: true,
      logLevel: "silent",
    });
  const { metafile } = await bundle(entry);
  expect(Object.keys(metafile.inputs)).toContain(entry);
  await expect(bundle(onNode)).rejects.toThrow("Could not resolve");
});

test("the simulator bundles for the browser and runs from literals alone", async () => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: 'export * from "./server/src/simulator";', resolveDir: ROOT },
    bundle: true,
    platform: "browser",
    format: "esm",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const layers = Object.keys(metafile.inputs)
    .filter((file) => file !== "<stdin>")
    .map(layerOf);
  expect([...new Set(layers)].sort()).toEqual(["notifier", "simulator"]);
  const code = Buffer.from(outputFiles[0]?.contents ?? []).toString("base64");
  const simulator = (await import(`data:text/javascript;base64,${code}`)) as typeof Simulator;
  const answers = [
    ["NOTIFY_OK", 0, "NOTIFY_DONE"],
    ["NOTIFY_STOP", "NOTIFY_OK", 0],
  ].map((values) => {
    const [first = 0, second = 0, third = 0] = values;
    return simulator.simulate({
      schema: 1,
      chain: { name: "chain", type: "raw" },
      callbacks: [
        { name: "A", returns: { "*": first } },
        { name: "B", returns: { "*": second } },
        { name: "C", returns: { "*": third } },
      ],
    });
  });
  expect(answers.map((a) => a.ok && a.answer.steps.at(-1))).toMatchObject([
    { result: 0, nrCalls: 3, stoppedBy: null },
    { result: 0x8001, nrCalls: 1, stoppedBy: "A" },
  ]);
});
