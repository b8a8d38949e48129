/**
 * Writes what is generated: from the rules docs/rules/ID.md and the table in README.md between its markers, and from the
 * shape of a scenario its JSON schema, which the extension validates and completes `*.notifier.json` with. With `--check` it writes nothing and fails, with the command to run, where a file is not what it would write.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const PAGES = "docs/rules";
const README = "README.md";
const SCHEMA = "schemas/scenario.schema.json";
const START = "<!-- rules:start -->";
const END = "<!-- rules:end -->";

/** A module of the sources as they are now, not of the last build. */
async function load(name, source) {
  const outfile = path.join(root, `node_modules/.cache/notifier-lens/${name}.mjs`);
  await build({
    entryPoints: [path.join(root, source)],
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
  else {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  console.log(`${text === null ? "removed" : "wrote"} ${file}`);
}

async function main() {
  const registry = await load("rules", "server/src/rules/index.ts");
  const { scenarioJsonSchema } = await load("scenario-schema", "server/src/scenario/schema.ts");
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
  see(SCHEMA, `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  if (handle !== write && stale > 0) throw new Error("generated files are not up to date: run `npm run gen`");
}

main().catch((error) => {
  console.error(`gen: ${error.message}`);
  process.exitCode = 1;
});
