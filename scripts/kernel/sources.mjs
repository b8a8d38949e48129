/** Modules of the product, bundled for the occasion: for what the programs themselves do not tell. */
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { REPOSITORY } from "./cli.mjs";

/** Where the bundle of a name lies once it was imported. */
export const sourcesBundle = (name) => path.join(REPOSITORY, `node_modules/.cache/notifier-lens/${name}.mjs`);

/**
 * Imports from the sources as they are now.
 * @param {string} contents a module that exports what is needed, as if it lay in the repository's root
 * @param {string} name of the bundle
 */
export async function importSources(contents, name) {
  const outfile = sourcesBundle(name);
  await build({
    stdin: { contents, resolveDir: REPOSITORY, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    logLevel: "warning",
    external: ["tree-sitter", "tree-sitter-c", "@vscode/ripgrep"],
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
    },
  });
  return import(pathToFileURL(outfile).href);
}
