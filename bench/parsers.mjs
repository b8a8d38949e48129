/**
 * `npm run bench:parsers`: the two parser back ends over the same parts of the kernel: what the product hands to its
 * parser for every fourth file that mentions notifiers. Says which host uses which, and why. `--every N`, `--runs N`.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { REPOSITORY } from "../scripts/kernel/cli.mjs";
import { importSources } from "../scripts/kernel/sources.mjs";
import { findKernelTree } from "../scripts/kernel/tree.mjs";
import { createRows, rowsText } from "./lib/rows.mjs";
import { findTools, machineText, notInstalled } from "./lib/tools.mjs";

const ENTRY = `
  export { extractFacts, NOTHING_WANTED } from "./server/src/facts/extract";
  export { loadNativeParser, loadWasmParser } from "./server/src/host/node";
`;

const USES = `
Which host uses which, and why:
  VS Code, language server        wasm    one package for every platform, in every thread; nothing to compile
  command line                    wasm    the same facts as the editor's, and the same threads
  command line, --parser native   native  the cross-check of the kernel suite, in one thread; optional, a binary that
                                          has to fit the machine`;

const { values: options } = parseArgs({
  options: { every: { type: "string", default: "4" }, runs: { type: "string", default: "5" } },
});
const { ripgrep } = findTools();
if (ripgrep.path === null) throw new Error(notInstalled("ripgrep", ripgrep));
const root = findKernelTree();
const { extractFacts, NOTHING_WANTED, loadNativeParser, loadWasmParser } = await importSources(
  ENTRY,
  "bench-parsers",
);
console.log(`machine: ${machineText()}\nkernel tree: ${root}`);
const rows = createRows();
const wasm = await loaded("wasm", () => loadWasmParser(path.join(REPOSITORY, "server/out")));
const native = await loaded("native", async () => loadNativeParser());
compare([wasm, native].filter((parser) => parser !== null));
console.log(`\n${rowsText(rows.all())}\n${USES}`);

async function loaded(name, load) {
  const begun = performance.now();
  try {
    const parser = await load();
    rows.put({ id: `${name}_load`, name: `${name}: load`, unit: "ms", samples: [performance.now() - begun] });
    return parser;
  } catch (error) {
    const why = String(error.message).split("\n", 1)[0];
    rows.miss(`${name}_load`, `${name}: load`, `not installed: it is optional (${why})`);
    return null;
  }
}

function compare(parsers) {
  const texts = filesThatMatter().map((file) => readFileSync(path.join(root, file), "utf8"));
  const parts = texts.flatMap(partsOf);
  const size = (all) => `${(all.reduce((sum, text) => sum + text.length, 0) / 2 ** 20).toFixed(1)} MiB`;
  console.log(
    `${texts.length} files, ${size(texts)}, of which ${parts.length} parts, ${size(parts)}, are parsed`,
  );
  measure("parse", "the parts: parse", parsers, (parser) => parseAll(parser, parts, false));
  measure("convert", "the parts: parse and convert", parsers, (parser) => parseAll(parser, parts, true));
  measure("facts", "the files: to facts, as an index does", parsers, (parser) => {
    for (const text of texts) extractFacts(text, parser.parse, NOTHING_WANTED);
  });
}

/** What the product hands to its parser for one text. */
function partsOf(text) {
  const parts = [];
  const parse = (part) => {
    parts.push(part);
    return wasm.parse(part);
  };
  extractFacts(text, parse, NOTHING_WANTED);
  return parts;
}

function parseAll(parser, parts, convert) {
  for (const part of parts) {
    const tree = parser.parse(part);
    try {
      if (convert) for (const item of tree.items) item.node();
    } finally {
      tree.delete();
    }
  }
}

/** By turns, so that what else the machine does meets both; the first turn warms up. */
function measure(id, name, parsers, act) {
  const samples = new Map(parsers.map((parser) => [parser, []]));
  for (let run = 0; run <= Number(options.runs); run++)
    for (const [parser, times] of samples) {
      const begun = performance.now();
      act(parser);
      if (run > 0) times.push(performance.now() - begun);
    }
  for (const [parser, times] of samples) {
    const against = parser.name === "native" ? [{ id: `wasm_${id}` }] : [];
    rows.put({
      id: `${parser.name}_${id}`,
      name: `${parser.name}: ${name}`,
      short: parser.name,
      unit: "ms",
      samples: times,
      against,
    });
  }
}

function filesThatMatter() {
  const words = ["--no-config", "--no-ignore", "-l", "--glob=*.[ch]", "--sort=path", "notifier", "."];
  const { stdout } = spawnSync(ripgrep.path, words, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    input: "",
  });
  const files = stdout.split("\n").filter((file) => file !== "");
  return files.filter((_, index) => index % Number(options.every) === 0);
}
