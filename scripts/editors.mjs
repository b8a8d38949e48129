/**
 * `npm run test:editors`: the built server in other editors, Neovim and Emacs, set up by the configuration that README
 * shows for each. They must be installed: Debian's neovim, emacs-nox and elpa-eglot. Needs nothing of a kernel; exit
 * status 1 where a check fails or an editor is missing.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createSuite } from "./kernel/suite.mjs";

const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const LONGEST = 120_000;

/** A chain, and a callback on it that returns an errno as it is. */
const FILES = {
  // Emacs takes the folder that has this for the tree.
  ".git/HEAD": "ref: refs/heads/main\n",
  "kernel/offer.c": `#include <linux/notifier.h>

static BLOCKING_NOTIFIER_HEAD(offer_chain);

int register_offer_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&offer_chain, nb);
}

int offer(void *thing)
{
	return notifier_to_errno(blocking_notifier_call_chain(&offer_chain, OFFER_SALE, thing));
}
`,
  "drivers/buyer.c": `#include <linux/notifier.h>

static int buyer_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (event == OFFER_SALE)
		return -EBUSY;
	return NOTIFY_DONE;
}

static struct notifier_block buyer_nb = { .notifier_call = buyer_event };

static int __init buyer_init(void)
{
	return register_offer_notifier(&buyer_nb);
}
`,
};

const suite = createSuite();
const scratch = mkdtempSync(path.join(os.tmpdir(), "notifier-lens-editors-"));
try {
  const place = prepare(scratch);
  neovim(place);
  emacs(place);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = suite.close() ? 0 : 1;

/** The tree, a home of its own, and the command `notifier-lens` on the path, as `npm link` puts it there. */
function prepare(folder) {
  const [tree, home, bin] = ["tree", "home", "bin"].map((name) => path.join(folder, name));
  for (const made of [home, bin]) mkdirSync(made);
  for (const [file, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
    writeFileSync(path.join(tree, file), text);
  }
  const cli = path.join(ROOT, "server/out/cli.js");
  chmodSync(cli, 0o755);
  symlinkSync(cli, path.join(bin, "notifier-lens"));
  const env = { ...process.env, HOME: home, XDG_CACHE_HOME: home, PATH: `${bin}:${process.env.PATH}` };
  return { tree, home, run: (program, args) => runEditor(program, args, { cwd: tree, env }) };
}

/** What the editor's script printed as its last line, or why it did not. */
function runEditor(program, args, options) {
  const run = spawnSync(program, args, { ...options, encoding: "utf8", timeout: LONGEST, input: "" });
  if (run.error?.code === "ENOENT") return { problem: `${program} is not installed` };
  const last = run.stdout.trimEnd().split("\n").at(-1) ?? "";
  try {
    return JSON.parse(last);
  } catch {
    return { problem: `${program} ended with ${run.status ?? run.signal}: ${run.stdout}${run.stderr}` };
  }
}

/** The first block of README's section that is in a language. */
function configuration(language) {
  const readme = readFileSync(path.join(ROOT, "README.md"), "utf8");
  const section = readme.slice(readme.indexOf("## Other editors"));
  const [, text] = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "ms").exec(section) ?? [];
  if (text === undefined) throw new Error(`README has no configuration in ${language}`);
  return text;
}

function neovim({ home, run }) {
  const init = path.join(home, "init.lua");
  writeFileSync(init, configuration("lua"));
  const script = path.join(ROOT, "test/editors/neovim.lua");
  const told = run("nvim", ["--headless", "-u", init, "drivers/buyer.c", "-c", `luafile ${script}`]);
  const check = checker(`Neovim ${told.version ?? ""}`, told);
  check("runs to the end", told.problem === undefined && told.stopped === true);
  check("shows the finding", told.findings?.length === 1 && told.findings[0].line === 5);
  check("with its rule", told.findings?.[0]?.code === "raw-errno");
  check("shows the hover", /offer_chain/.test(told.hover?.value));
  check(
    "shows the lens",
    told.lenses?.some((title) => /simulation/i.test(title)),
  );
  check("runs the simulation", /^buyer_event|offer_chain \(blocking\)/m.test(told.trace ?? ""));
  check("applies the fix", told.fixed === "\t\treturn notifier_from_errno(-EBUSY);");
}

function emacs({ home, run }) {
  const init = path.join(home, "eglot-init.el");
  writeFileSync(init, configuration("elisp"));
  const script = path.join(ROOT, "test/editors/eglot.el");
  const told = run("emacs", [
    "--batch",
    "--eval",
    "(package-initialize)",
    "-l",
    init,
    "-l",
    script,
    "drivers/buyer.c",
  ]);
  const check = checker(`Emacs ${told.version ?? ""}`, told);
  check("runs to the end", told.problem === undefined && told.stopped === true);
  check("shows the finding", told.findings?.length === 1 && told.findings[0].line === 6);
  check("shows the hover", /offer_chain/.test(told.hover ?? ""));
  check("applies the fix", told.fixed === "\t\treturn notifier_from_errno(-EBUSY);");
}

/** Checks of one editor; what it told is shown where one fails. */
function checker(editor, told) {
  return (what, good) => suite.check(`${editor} ${what}`, good === true, [JSON.stringify(told)]);
}
