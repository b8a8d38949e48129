/**
 * `npm run editor [-- FOLDER]`: a real VS Code with the extension, on a copy of the example tree or on a folder of
 * yours, for a browser on this machine. Ctrl-C ends it and removes what it made.
 */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { installEditor } from "./editor/install.mjs";
import { packExtension } from "./editor/package.mjs";
import { startEditor } from "./editor/server.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [given, ...more] = process.argv.slice(2);
if (more.length > 0 || given?.startsWith("-")) {
  console.error("npm run editor: takes one FOLDER: npm run editor -- FOLDER");
  process.exit(2);
}
const server = installEditor(console.log);
await import("./build.mjs");
const editor = await startEditor({ server, vsix: [packExtension()] });
const folder =
  given === undefined ? exampleCopy() : path.resolve(process.env.INIT_CWD ?? process.cwd(), given);
console.log(`\nOpen  ${editor.url}?folder=${encodeURIComponent(folder)}\n`);
console.log(`${given === undefined ? "A copy of the example" : "The folder"}: ${folder}. Ctrl-C ends it.`);
await new Promise((resolve) => {
  process.once("SIGINT", resolve);
  process.once("SIGTERM", resolve);
});
await editor.stop();
if (given === undefined) rmSync(path.dirname(folder), { recursive: true, force: true });

function exampleCopy() {
  const copy = path.join(mkdtempSync(path.join(os.tmpdir(), "notifier-lens-example-")), "task-handoff");
  cpSync(path.join(root, "examples/task-handoff"), copy, { recursive: true });
  return copy;
}
