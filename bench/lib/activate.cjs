/**
 * Loads and activates the built extension in a process of its own and prints how many milliseconds passed until it
 * started the language server, which is then not started. The editor's API is a stand-in that takes everything and does
 * nothing: what is measured is this extension, not the editor's part in it.
 */
const { performance } = require("node:perf_hooks");
const childProcess = require("node:child_process");
const Module = require("node:module");
const path = require("node:path");

const ROOT = path.resolve(__dirname, "../..");
const EXTENSION = path.join(ROOT, "client/out/extension.js");

/** Something that can be called, made, extended, read and walked through, and answers with more of its kind. */
function anything(known = {}) {
  const members = new Map(Object.entries(known));
  return new Proxy(class {}, {
    get(target, key) {
      if (key === "prototype") return target.prototype;
      if (key === "then") return undefined;
      if (key === Symbol.toPrimitive) return () => "";
      if (key === Symbol.iterator) return [][Symbol.iterator].bind([]);
      if (!members.has(key)) members.set(key, anything());
      return members.get(key);
    },
    apply: () => anything(),
    construct: () => anything(),
  });
}

const context = anything({
  subscriptions: [],
  asAbsolutePath: (file) => path.join(ROOT, file),
  extensionPath: ROOT,
});
const vscode = anything({
  version: "1.100.0",
  env: anything({ appRoot: ROOT, appName: "bench", language: "en" }),
  workspace: anything({ workspaceFolders: [], textDocuments: [], isTrusted: true }),
});

const load = Module._load;
Module._load = (request, ...rest) => (request === "vscode" ? vscode : load(request, ...rest));

const begun = performance.now();
for (const way of ["fork", "spawn"])
  childProcess[way] = () => {
    process.stdout.write(`${performance.now() - begun}\n`, () => process.exit(0));
    return anything();
  };
require(EXTENSION)
  .activate(context)
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
