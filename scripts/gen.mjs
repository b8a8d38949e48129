/**
 * Writes what is generated: from the rules docs/rules/ID.md, the table in README.md between its markers and the settings
 * of the extension's manifest; from bench/baseline.json README's section on Linux; from the shape of a scenario its JSON
 * schema, which the extension validates and completes `*.notifier.json` with. With `--check` it writes nothing and
 * fails, with the command to run, where a file is not what it would write.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { withConfiguration } from "./gen/configuration.mjs";
import { linuxSection } from "./gen/linux.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const PAGES = "docs/rules";
const README = "README.md";
const SCHEMA = "schemas/scenario.schema.json";
const MANIFEST = "package.json";
const BASELINE = "bench/baseline.json";

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

/** README with a section replaced; its markers say where it stands. */
function withSection(readme, name, text) {
  const [first, last] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const start = readme?.indexOf(first) ?? -1;
  const end = readme?.indexOf(last) ?? -1;
  if (start < 0 || end < start)
    throw new Error(`${README} needs the lines ${first} and ${last}, in this order`);
  return `${readme.slice(0, start + first.length)}\n\n${text}\n\n${readme.slice(end)}`;
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
  const { RULES, renderTable } = registry;
  const { counts } = JSON.parse(textOf(BASELINE) ?? "{}");
  const tables = withSection(textOf(README), "rules", renderTable(RULES, PAGES));
  see(README, withSection(tables, "linux", linuxSection(RULES, counts, PAGES)));
  const { OPTIONS } = await load("settings", "server/src/protocol/settings.ts");
  const manifest = withConfiguration(JSON.parse(textOf(MANIFEST)), RULES, OPTIONS);
  see(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  see(SCHEMA, `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  if (handle !== write && stale > 0) throw new Error("generated files are not up to date: run `npm run gen`");
}

main().catch((error) => {
  console.error(`gen: ${error.message}`);
  process.exitCode = 1;
});
