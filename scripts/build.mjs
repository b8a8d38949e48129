/**
 * Bundles the programs (extension, language server, command line, and the threads of the last two) and lays the
 * WebAssembly parser beside them. `--watch` is deliberately absent: a build takes well under a second.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
process.chdir(root);

/** A tree is remembered under this: the sources that read it. Whoever changes one of those never meets a stale memory. */
function indexRecipe() {
  const hash = createHash("sha256");
  for (const layer of ["notifier", "base", "syntax", "facts", "model", "workspace", "host"])
    for (const name of readdirSync(`server/src/${layer}`, { recursive: true }).sort())
      if (String(name).endsWith(".ts")) hash.update(readFileSync(`server/src/${layer}/${name}`));
  return hash.digest("hex").slice(0, 16);
}

const shared = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
  sourcemap: false,
  legalComments: "none",
  metafile: true,
  // vscode is the editor's; the others are optional at run time and found in node_modules where there is one.
  external: ["vscode", "tree-sitter", "tree-sitter-c", "@vscode/ripgrep"],
  // web-tree-sitter asks for import.meta.url, which a CommonJS bundle does not have.
  define: { "import.meta.url": "importMetaUrl", INDEX_RECIPE: JSON.stringify(indexRecipe()) },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
};

/** The command `lsp` runs the server's own bundle: half a megabyte that the other commands need not load. */
const serverBundle = {
  name: "server bundle",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.\/lsp\/main$/ }, () => ({ path: "./server.js", external: true })),
};

/** What a web worker runs: the extension there, and the server beside it. */
const web = {
  bundle: true,
  platform: "browser",
  target: "es2022",
  logLevel: "warning",
  legalComments: "none",
};

const built = await Promise.all([
  build({
    ...shared,
    entryPoints: {
      cli: "server/src/cli/main.ts",
      server: "server/src/lsp/main.ts",
      worker: "server/src/host/worker.ts",
      walker: "server/src/host/walker.ts",
    },
    outdir: "server/out",
    plugins: [serverBundle],
  }),
  build({
    ...shared,
    entryPoints: { extension: "client/src/extension.ts" },
    outdir: "client/out",
    minify: true,
  }),
  build({
    ...{ bundle: true, format: "iife", platform: "browser", target: "es2022", minify: true },
    ...{ legalComments: "none", logLevel: "warning", metafile: true },
    entryPoints: { panel: "client/src/webview/main.ts" },
    outdir: "client/out",
  }),
  build({
    ...{ minify: true, logLevel: "warning", metafile: true },
    entryPoints: { panel: "client/src/webview/panel.css" },
    outdir: "client/out",
  }),
  build({
    ...{ ...web, format: "cjs", external: ["vscode"], minify: true, metafile: true },
    entryPoints: { browser: "client/src/browser.ts" },
    outdir: "client/out",
  }),
  build({
    ...{ ...web, format: "iife", minify: true, metafile: true },
    entryPoints: { browser: "server/src/lsp/browser.ts" },
    outdir: "server/out",
  }),
  build({
    ...{
      bundle: true,
      format: "esm",
      platform: "neutral",
      target: "es2022",
      logLevel: "warning",
      metafile: true,
    },
    entryPoints: { index: "server/src/simulator/index.ts" },
    outdir: "server/out/simulator",
  }),
]);

mkdirSync("server/out", { recursive: true });
copyFileSync(require.resolve("web-tree-sitter/web-tree-sitter.wasm"), "server/out/web-tree-sitter.wasm");
copyFileSync(
  path.join(path.dirname(require.resolve("tree-sitter-c/package.json")), "tree-sitter-c.wasm"),
  "server/out/tree-sitter-c.wasm",
);
chmodSync("server/out/cli.js", 0o755);

writeFileSync("client/out/THIRD-PARTY-NOTICES.txt", notices(built.map((b) => b.metafile)));

writeLibrary();

/**
 * The simulator's types beside its bundle, for programs that import it. The compiler takes seconds, so it runs only when a
 * source has changed. Its relative imports get the endings that Node's own resolution asks for.
 */
function writeLibrary() {
  const out = "server/out/simulator";
  const sources = ["notifier", "simulator"].flatMap((layer) =>
    readdirSync(`server/src/${layer}`, { recursive: true })
      .filter((name) => String(name).endsWith(".ts"))
      .map((name) => `server/src/${layer}/${name}`),
  );
  const hash = createHash("sha256");
  for (const source of sources.sort()) hash.update(source).update(readFileSync(source));
  const recipe = hash.digest("hex");
  writeFileSync(`${out}/package.json`, `${JSON.stringify({ type: "module" })}\n`);
  if (existsSync(`${out}/types/recipe`) && readFileSync(`${out}/types/recipe`, "utf8") === recipe) return;
  rmSync(`${out}/types`, { recursive: true, force: true });
  const flags = ["--declaration", "--emitDeclarationOnly", "--noEmit", "false", "--outDir", `${out}/types`];
  const project = ["-p", "server/tsconfig.library.json"];
  execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), ...project, ...flags], {
    stdio: "inherit",
  });
  for (const name of readdirSync(`${out}/types`, { recursive: true })) {
    if (!String(name).endsWith(".d.ts")) continue;
    const file = `${out}/types/${name}`;
    const text = readFileSync(file, "utf8").replace(/(from "\.[^"]*)"/g, '$1.js"');
    writeFileSync(file, text);
  }
  writeFileSync(`${out}/types/recipe`, recipe);
}

/** The licences of everything bundled or shipped beside the bundles: MIT and ISC ask for their text. */
function notices(metafiles) {
  const folders = new Set(["node_modules/tree-sitter-c"]);
  for (const { inputs } of metafiles)
    for (const input of Object.keys(inputs)) {
      const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
      if (folder) folders.add(folder);
    }
  const parts = [...folders].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
    const file = readdirSync(folder).find((f) => /^licen[cs]e/i.test(f));
    if (!file) throw new Error(`${folder} has no licence file`);
    return `${name} ${version}\n\n${readFileSync(`${folder}/${file}`, "utf8").trim()}\n`;
  });
  return parts.join(`\n${"-".repeat(72)}\n\n`);
}
