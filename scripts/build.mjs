/**
 * Bundles the three programs (extension, language server, command line) and lays the WebAssembly parser beside the
 * server. `--watch` is deliberately absent: a build takes well under a second.
 */
import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
process.chdir(root);

const shared = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
  sourcemap: false,
  legalComments: "none",
  // vscode is the editor's; the others are optional at run time and found in node_modules where there is one.
  external: ["vscode", "tree-sitter", "tree-sitter-c", "@vscode/ripgrep"],
  // web-tree-sitter asks for import.meta.url, which a CommonJS bundle does not have.
  define: { "import.meta.url": "importMetaUrl" },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
};

await Promise.all([
  build({
    ...shared,
    entryPoints: { cli: "server/src/cli/main.ts", server: "server/src/lsp/main.ts" },
    outdir: "server/out",
  }),
  build({
    ...shared,
    entryPoints: { extension: "client/src/extension.ts" },
    outdir: "client/out",
    minify: true,
  }),
]);

mkdirSync("server/out", { recursive: true });
copyFileSync(require.resolve("web-tree-sitter/web-tree-sitter.wasm"), "server/out/web-tree-sitter.wasm");
copyFileSync(
  path.join(path.dirname(require.resolve("tree-sitter-c/package.json")), "tree-sitter-c.wasm"),
  "server/out/tree-sitter-c.wasm",
);
chmodSync("server/out/cli.js", 0o755);
