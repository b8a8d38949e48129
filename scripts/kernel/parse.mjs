/**
 * How much of the kernel the parser understands, and whether both back ends give the same. Works on the sources of the
 * project, bundled for the occasion, because the command line does not tell such things.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { importSources } from "./sources.mjs";

/** How many files both back ends parse in full. */
const SAMPLE = 200;

const ENTRY = `
  export { createNodeHost, findRipgrep, loadNativeParser, loadWasmParser } from "./server/src/host/node";
  export { chainsJson } from "./server/src/report/chainsJson";
  export { RULES, runRules } from "./server/src/rules/index";
  export { compareBackEnds } from "./server/src/syntax/compare";
  export { measureTree } from "./server/src/syntax/measure";
  export { createEditedTexts } from "./server/src/workspace/editedTexts";
  export { createWorkspace } from "./server/src/workspace/workspace";
`;

/** The project's modules that the suite needs, as they are in the sources now. */
export const loadProject = () => importSources(ENTRY, "kernel-suite");

/**
 * Indexes the tree with the native back end, which names the files and must give the model that the command line gave
 * with the other one.
 * @returns {Promise<string[]>} the files looked at, sorted
 */
export async function checkNativeModel(suite, project, root, chains) {
  const parser = project.loadNativeParser();
  const ripgrep = await project.findRipgrep();
  const workspace = project.createWorkspace(
    project.createNodeHost({ parser: async () => parser, ripgrep, cacheFolder: null, threads: null }),
    root,
  );
  await workspace.index();
  const facts = [...workspace.facts.values()];
  suite.count("files_looked_at", workspace.facts.size + workspace.problems.length);
  suite.count("files_parsed", workspace.facts.size);
  suite.count(
    "heads",
    facts.reduce((sum, file) => sum + file.heads.length, 0),
  );
  for (const { file, problem } of workspace.problems) console.log(`NOT PARSED ${file}: ${problem}`);
  const native = JSON.parse(JSON.stringify(project.chainsJson(root, workspace.model())));
  const differing = differences(chains, native);
  suite.check("both back ends give the same model", differing.length === 0, differing);
  measureRules(suite, project, { model: workspace.model(), facts: workspace.facts });
  return [...workspace.facts.keys()].sort();
}

/** What all rules that are on cost over the whole model: the first time, and again when nothing has changed. */
function measureRules(suite, { runRules }, context) {
  for (const name of ["rules_first_run", "rules_again"]) {
    const before = process.cpuUsage();
    runRules(context);
    const { user, system } = process.cpuUsage(before);
    suite.measure(name, (user + system) / 1000, "ms of CPU");
  }
}

/** The chains and unresolved entries that are in one document alone. */
function differences(wasm, native) {
  const entries = (document) =>
    new Map(
      [...document.chains, ...document.unresolved].map((e) => [
        JSON.stringify(e),
        e.id ?? `${e.file}:${e.line}`,
      ]),
    );
  const [a, b] = [entries(wasm), entries(native)];
  const only = (one, other, name) =>
    [...one].filter(([key]) => !other.has(key)).map(([, id]) => `${name}: ${id}`);
  return [...only(a, b, "wasm"), ...only(b, a, "native")];
}

/** Parses every file in full and counts function definitions without an error node. */
export function checkParsing(suite, project, parser, root, files) {
  const total = {
    functions: 0,
    withoutError: 0,
    bodies: 0,
    bodiesWithoutError: 0,
    relevant: 0,
    relevantSound: 0,
  };
  for (const file of files) {
    const tree = parser.parse(readFileSync(path.join(root, file), "utf8"));
    try {
      add(total, project.measureTree(tree));
      add(total, measureRelevant(tree));
    } finally {
      tree.delete();
    }
  }
  suite.count("functions", total.functions);
  suite.count("functions_without_error", total.withoutError);
  suite.share("functions_without_error_share", total.withoutError, total.functions);
  suite.count("bodies_in_text", total.bodies);
  suite.count("bodies_without_error", total.bodiesWithoutError);
  suite.share("bodies_without_error_share", total.bodiesWithoutError, total.bodies);
  suite.count("notifier_functions", total.relevant);
  suite.count("notifier_functions_without_error", total.relevantSound);
  suite.share("notifier_functions_without_error_share", total.relevantSound, total.relevant);
  suite.check(
    "at least 99.5 % of function definitions are without an error node",
    total.functions > 0 && total.withoutError >= 0.995 * total.functions,
  );
  suite.check(
    "at least 99.9 % of those that speak of notifying are without one",
    total.relevant > 0 && total.relevantSound >= 0.999 * total.relevant,
  );
}

function add(total, more) {
  for (const [name, value] of Object.entries(more)) total[name] += value;
}

/** Function definitions whose text speaks of notifying: callbacks, wrappers, those who register and those who call. */
function measureRelevant(tree) {
  const speaks = ({ start, end }) => /notif/i.test(tree.text.slice(start, end));
  let relevant = 0;
  let relevantSound = 0;
  for (const item of tree.items) {
    if (!speaks(item)) continue;
    if (!item.hasError) {
      if (item.type !== "function_definition") continue;
      relevantSound++;
      relevant++;
    } else relevant += definitionsIn(item.node()).filter(speaks).length;
  }
  return { relevant, relevantSound };
}

function definitionsIn(node) {
  const inside = node.children.flatMap(definitionsIn);
  return node.type === "function_definition" ? [node, ...inside] : inside;
}

/**
 * Parses a sample of the files with both back ends. What is promised is that trees without an error node are the same:
 * the two packages carry different versions of tree-sitter, which recover differently.
 */
export function checkBackEnds(suite, project, wasm, native, root, files) {
  const step = Math.max(1, Math.floor(files.length / SAMPLE));
  const sample = files.filter((_file, index) => index % step === 0);
  const differing = [];
  let same = 0;
  for (const file of sample) {
    const text = readFileSync(path.join(root, file), "utf8");
    const difference = project.compareBackEnds(text, wasm, native);
    if (difference === undefined) same++;
    else if (!hasError(wasm, text)) differing.push(`${file}: ${difference}`);
    else console.log(`RECOVERY differs in ${file}: ${difference}`);
  }
  suite.count("back_ends_compared", sample.length, "files");
  suite.count("back_ends_same", same, "files");
  suite.check(
    "both back ends parse a sample alike",
    sample.length >= 150 && differing.length === 0,
    differing,
  );
}

function hasError(parser, text) {
  const tree = parser.parse(text);
  try {
    return tree.items.some((item) => item.hasError);
  } finally {
    tree.delete();
  }
}
