/**
 * Writes what is generated from the rules: docs/rules/ID.md and the table in README.md between its markers. With
 * `--check` it writes nothing and fails, with the command to run, where a file is not what it would write.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const PAGES = "docs/rules";
const README = "README.md";
const START = "<!-- rules:start -->";
const END = "<!-- rules:end -->";

/** The registry of the sources as they are now, not of the last build. */
async function loadRules() {
  const outfile = path.join(root, "node_modules/.cache/notifier-lens/rules.mjs");
  await build({
    entryPoints: [path.join(root, "server/src/rules/index.ts")],
    bundle: true,
    platform: "neutral",
    format: "esm",
    outfile,
    logLevel: "warning",
  });
  return import(`${pathToFileURL(outfile)}?${Date.now()}`);
}

function textOf(file) {
  try {
    return readFileSync(path.join(root, file), "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

/** README with its table replaced; the markers say where it stands. */
function withTable(readme, table) {
  const start = readme?.indexOf(START) ?? -1;
  const end = readme?.indexOf(END) ?? -1;
  if (start < 0 || end < start)
    throw new Error(`${README} needs the lines ${START} and ${END}, in this order`);
  return `${readme.slice(0, start + START.length)}\n\n${table}\n\n${readme.slice(end)}`;
}

/** File to text; null for a page whose rule is gone. */
function pagesOf({ RULES, renderPage }) {
  mkdirSync(path.join(root, PAGES), { recursive: true });
  const files = new Map(readdirSync(path.join(root, PAGES)).map((name) => [`${PAGES}/${name}`, null]));
  for (const rule of RULES) files.set(`${PAGES}/${rule.id}.md`, renderPage(rule));
  return files;
}

function write(file, text) {
  if (text === null) rmSync(path.join(root, file));
  else writeFileSync(path.join(root, file), text);
  console.log(`${text === null ? "removed" : "wrote"} ${file}`);
}

async function main() {
  const registry = await loadRules();
  const handle = process.argv.includes("--check")
    ? (file, text) => console.error(text === null ? `${file} belongs to no rule` : `${file} is stale`)
    : write;
  let stale = 0;
  const see = (file, text) => {
    if (textOf(file) === text) return;
    stale++;
    handle(file, text);
  };
  for (const [file, text] of pagesOf(registry)) see(file, text);
  see(README, withTable(textOf(README), registry.renderTable(registry.RULES, PAGES)));
  if (handle !== write && stale > 0) throw new Error("generated files are not up to date: run `npm run gen`");
}

main().catch((error) => {
  console.error(`gen: ${error.message}`);
  process.exitCode = 1;
});
