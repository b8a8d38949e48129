/** `check`: exit statuses, text as compilers print it, JSON as contract.md fixes it, and what PATHs and filters mean. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { checkDocument, simulateDocument } from "./shapes";
import { checkFailed, cli, EXAMPLE, folder, RAW_ERRNO, runProgram } from "./support";

const FINE = "int power_level;\n";
const KERNEL = "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 0\n";

/** Checks which findings, `file:line rule`, a run of `check` reports, and its exit status. */
async function checkFindings(
  args: readonly string[],
  expected: { readonly status: number; readonly findings: readonly string[] },
): Promise<z.infer<typeof checkDocument>> {
  const run = await cli(["check", "--format", "json", ...args]);
  expect(run.stdout, run.stderr).not.toBe("");
  const document = checkDocument.parse(JSON.parse(run.stdout));
  expect(document.findings.map((f) => `${f.file}:${f.line} ${f.rule}`)).toEqual(expected.findings);
  expect(document.summary.findings).toBe(expected.findings.length);
  expect(run.status).toBe(expected.status);
  return document;
}

describe("the example tree", () => {
  it("has findings whose witnesses replay to the harm they claim", async () => {
    const run = await cli(["check", EXAMPLE, "--format", "json"]);
    expect(run.status).toBe(1);
    expect(run.stderr).toBe("");
    const { findings, summary } = checkDocument.parse(JSON.parse(run.stdout));
    const rules = new Set(findings.map((f) => f.rule));
    expect(rules).toEqual(new Set(["multiple-claimants", "phantom-claim", "masked-claim", "raw-errno"]));
    expect(summary).toMatchObject({ findings: findings.length });
    const handoffs = findings.filter((f) => f.rule !== "raw-errno");
    for (const { rule, witness } of handoffs) {
      const file = path.join(folder(), "witness.json");
      writeFileSync(file, JSON.stringify(witness));
      const replay = await cli(["simulate", file, "--format", "json"]);
      expect(replay.status, `${rule}: ${replay.stderr}`).toBe(0);
      const answer = simulateDocument.parse(JSON.parse(replay.stdout));
      expect(["leak", "double-free"], rule).toContain(answer.handoff?.outcome);
    }
  });

  it.each(["1-off-the-chain", "2-done-and-stop", "3-reference-count", "4-direct-call"])(
    "is right in its variant %s",
    async (variant) => {
      const run = await cli(["check", path.join(EXAMPLE, "fixed", variant)]);
      expect(run.stdout).toBe("");
      expect(run.status).toBe(0);
    },
  );
});

describe("text", () => {
  it("is what compilers print, with notes, and the summary apart on standard error", async () => {
    const root = folder({ "power.c": RAW_ERRNO });
    const run = await cli(["check", root]);
    expect(run.status).toBe(1);
    const [finding = "", ...notes] = run.stdout.trimEnd().split("\n");
    expect(finding).toMatch(/^power\.c:7:2: warning: battery_event\(\) .* \[raw-errno\]$/);
    for (const note of notes) expect(note).toMatch(/^power\.c:\d+: note: \S/);
    expect(run.stderr).toMatch(
      /^notifier-lens: 1 warning in 1 file of .*\(1 chain, 2 callbacks; [\d.]+ s\)\n$/,
    );
  });

  it("is nothing but findings with --quiet, and never draws a progress bar into a pipe", async () => {
    const root = folder({ "power.c": RAW_ERRNO });
    const [quiet, loud] = [await cli(["check", root, "--quiet"]), await cli(["check", root])];
    expect(quiet.stderr).toBe("");
    expect(quiet.stdout).toBe(loud.stdout);
    expect(loud.stderr).not.toContain("\u001b");
  });

  it("is the same with and without the cache, and with the native parser", async () => {
    const first = await cli(["check", EXAMPLE, "--quiet"]);
    expect(await cli(["check", EXAMPLE, "--quiet"])).toEqual(first);
    expect(await cli(["check", EXAMPLE, "--quiet", "--no-cache"])).toEqual(first);
    const native = await cli(["check", EXAMPLE, "--quiet", "--no-cache", "--parser=native"]);
    // The native packages are optional: npm goes on where it can neither use their binary nor build one.
    if (native.status === 2)
      expect(native.stderr).toMatch(
        /^notifier-lens: --parser native: the packages .* are not installed .*\n$/,
      );
    else expect(native).toEqual(first);
  });
});

describe("the exit status", () => {
  it.each<[string, readonly string[], number, readonly string[]]>([
    ["is 1 for a warning", [], 1, ["power.c:7 raw-errno"]],
    [
      "is 1 for a warning where warnings are asked for",
      ["--severity", "warning"],
      1,
      ["power.c:7 raw-errno"],
    ],
    ["is 0 for a warning where errors are asked for", ["--severity", "error"], 0, []],
    [
      "is 1 for the rule that is asked for",
      ["--rule", "raw-errno", "--rule", "masked-claim"],
      1,
      ["power.c:7 raw-errno"],
    ],
    ["is 0 where other rules are asked for", ["--rule", "masked-claim"], 0, []],
  ])("%s", async (_, options, status, findings) => {
    await checkFindings([folder({ "power.c": RAW_ERRNO }), ...options], { status, findings });
  });

  it("is 0 for a tree without notifiers", async () => {
    await checkFindings([folder({ "fine.c": FINE })], { status: 0, findings: [] });
  });
});

describe("PATHs", () => {
  /** The callback in one folder, the chain in another: the finding needs both. */
  const [head, callbacks] = [
    `#include <linux/notifier.h>
static BLOCKING_NOTIFIER_HEAD(power_chain);
int register_power(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&power_chain, nb);
}
int power_off(void)
{
	return notifier_to_errno(blocking_notifier_call_chain(&power_chain, 3, NULL));
}
`,
    `#include <linux/notifier.h>
static int battery_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return -EIO;
}
static int lamp_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
static struct notifier_block battery_nb = { .notifier_call = battery_event };
static struct notifier_block lamp_nb = { .notifier_call = lamp_event };
static int __init battery_init(void)
{
	register_power(&battery_nb);
	return register_power(&lamp_nb);
}
`,
  ];
  const TREE = { Makefile: KERNEL, "kernel/power.c": head, "drivers/battery.c": callbacks, "lib/x.c": FINE };
  const FINDING = "drivers/battery.c:4 raw-errno";

  it("may be a file of a kernel tree: judged with the tree, reported alone, named from the tree's root", async () => {
    const root = folder(TREE);
    const found = { status: 1, findings: [FINDING] };
    const document = await checkFindings([path.join(root, "drivers/battery.c")], found);
    expect(document.findings[0]?.chain).toBe("kernel/power.c:power_chain");
    await checkFindings([path.join(root, "kernel/power.c")], { status: 0, findings: [] });
  });

  it("may be a file outside of any kernel tree: judged alone", async () => {
    const root = folder({ "drivers/battery.c": callbacks, "drivers/power.c": head });
    const found = { status: 1, findings: ["battery.c:4 raw-errno"] };
    const alone = await checkFindings([path.join(root, "drivers/battery.c")], found);
    expect(alone.findings[0]?.chain).toBe(null);
    const both = [path.join(root, "drivers/battery.c"), path.join(root, "drivers/power.c")];
    expect((await checkFindings(both, found)).findings[0]?.chain).toBe("power.c:power_chain");
  });

  it("may be several folders of one tree", async () => {
    const root = folder(TREE);
    const paths = [path.join(root, "drivers"), path.join(root, "lib")];
    const together = await checkFindings(paths, { status: 1, findings: [FINDING] });
    expect(together.findings[0]?.chain).toBe("kernel/power.c:power_chain");
    const own = [path.join(root, "drivers")];
    const alone = await checkFindings(own, { status: 1, findings: ["battery.c:4 raw-errno"] });
    expect(alone.findings[0]?.chain).toBe(null);
  });

  it("are judged with the tree of --root", async () => {
    const root = folder({ ...TREE, Makefile: "" });
    const inside = ["--root", root, path.join(root, "drivers")];
    const document = await checkFindings(inside, { status: 1, findings: [FINDING] });
    expect(document.findings[0]?.chain).toBe("kernel/power.c:power_chain");
    checkFailed(
      await cli(["check", "--root", path.join(root, "lib"), path.join(root, "drivers")]),
      "outside the root",
    );
  });

  it("without a common tree ask for --root", async () => {
    const [one, two] = [folder(TREE), folder(TREE)];
    checkFailed(await cli(["check", one, two]), /no one tree holds them all; .*--root DIR/);
  });

  it("default to the current folder", async () => {
    const run = await cli(["check", "--quiet"], { cwd: folder({ "power.c": RAW_ERRNO }) });
    expect(run.stdout).toMatch(/^power\.c:7:/);
    expect(run.status).toBe(1);
  });

  it("that cannot be read do not hide the findings of the others", async () => {
    const root = folder({ "power.c": RAW_ERRNO });
    const run = await cli(["check", root, path.join(root, "missing.c")]);
    expect(run.stdout).toMatch(/^power\.c:7:/);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/missing\.c: no such file or directory/);
  });
});

describe("as the kernel's checker", () => {
  const FLAGS =
    "-D__linux__ -Dlinux -D__STDC__ -Wbitwise -Wno-return-void -D__x86_64__ --arch=x86 -mlittle-endian -m64 " +
    "-Wp,-MMD,mm/.page_tags.o.d -nostdinc -I./arch/x86/include -isystem /usr/lib/gcc/include " +
    "-include ./include/linux/kconfig.h -D__KERNEL__ -fmacro-prefix-map=./= -std=gnu11 -O2 -g " +
    "--param=allow-store-data-races=0 -DKBUILD_STR(s)=#s -DMODULE -c -o mm/page_tags.o";

  it("takes what gcc and sparse take, for one .c file", async () => {
    const own = ["check", "--quiet", "--severity", "warning", "--no-cache"];
    const run = await cli([...own, ...FLAGS.split(" "), "mm/page_tags.c"], { cwd: EXAMPLE });
    expect(run.stderr).toBe("");
    expect(run.stdout).toMatch(/^mm\/page_tags\.c:\d+:\d+: warning: .* \[raw-errno\]\n/);
    expect(run.status).toBe(1);
  });

  it.each<[string, readonly string[], string]>([
    ["a folder", ["-DX", "."], "unknown option '-DX'"],
    ["two files", ["-Wall", "mm/page_tags.c", "kernel/fork.c"], "unknown option '-Wall'"],
    ["a header", ["-Wall", "include/linux/memory.h"], "unknown option '-Wall'"],
    ["an option that is nobody's", ["-Wall", "--frobnicate", "mm/page_tags.c"], "unknown option"],
    ["another command", ["--chain", "x", "-Wall"], "unknown option '--chain'"],
  ])("and does not for %s", async (_, args, message) => {
    checkFailed(await cli(["check", ...args], { cwd: EXAMPLE }), message);
  });
});

describe("--baseline", () => {
  it("hides what it lists, wherever it has moved, and nothing else", async () => {
    const root = folder({ "power.c": RAW_ERRNO });
    const baseline = path.join(root, "baseline.json");
    const written = await cli(["check", root, "--baseline", baseline, "--write-baseline"]);
    expect(written).toMatchObject({ status: 0, stdout: "" });
    await checkFindings([root, "--baseline", baseline], { status: 0, findings: [] });
    writeFileSync(path.join(root, "power.c"), `/* moved */\n\n${RAW_ERRNO}`);
    await checkFindings([root, "--baseline", baseline], { status: 0, findings: [] });
    writeFileSync(path.join(root, "power.c"), RAW_ERRNO.replaceAll("battery", "lantern"));
    await checkFindings([root, "--baseline", baseline], { status: 1, findings: ["power.c:7 raw-errno"] });
  });

  it("must be there and be one", async () => {
    const root = folder({ "power.c": RAW_ERRNO, "other.json": '{"schema":1}', "broken.json": "{" });
    const baseline = (name: string) => ["check", root, "--baseline", path.join(root, name)];
    checkFailed(
      await cli(baseline("none.json")),
      /none\.json: no such file or directory; --write-baseline makes one/,
    );
    checkFailed(await cli(baseline("other.json")), /other\.json: not a baseline/);
    checkFailed(await cli(baseline("broken.json")), /broken\.json: not a baseline/);
    checkFailed(await cli(["check", root, "--write-baseline"]), /name the file with --baseline FILE/);
  });
});

describe("--since", () => {
  const git = async (cwd: string, ...args: readonly string[]): Promise<void> => {
    const identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false"];
    const run = await runProgram("git", [...identity, ...args], { cwd });
    expect(run.status, run.stderr).toBe(0);
  };

  it("reports what touches changed lines and new files", async () => {
    const root = folder({ "sub/power.c": RAW_ERRNO });
    await git(root, "init", "-q");
    await git(root, "add", "-A");
    await git(root, "commit", "-qm", "first");
    const sub = path.join(root, "sub");
    await checkFindings([sub, "--since", "HEAD"], { status: 0, findings: [] });
    writeFileSync(path.join(sub, "power.c"), RAW_ERRNO.replace("power_cut()", "power_down()"));
    await checkFindings([sub, "--since", "HEAD"], { status: 0, findings: [] });
    writeFileSync(path.join(sub, "power.c"), RAW_ERRNO.replace("-EIO", "-EBUSY"));
    await checkFindings([sub, "--since", "HEAD"], { status: 1, findings: ["power.c:7 raw-errno"] });
    writeFileSync(path.join(sub, "power.c"), RAW_ERRNO);
    const renamed = readFileSync(path.join(sub, "power.c"), "utf8").replaceAll("power", "light");
    writeFileSync(path.join(sub, "light.c"), renamed);
    await checkFindings([sub, "--since", "HEAD"], { status: 1, findings: ["light.c:7 raw-errno"] });
  });

  it("says what git has to say", async () => {
    const root = folder({ "power.c": RAW_ERRNO });
    const noGit = { env: { GIT_CEILING_DIRECTORIES: path.dirname(root) } };
    checkFailed(
      await cli(["check", root, "--since", "HEAD"], noGit),
      /--since HEAD: .* is in no git repository/,
    );
    await git(root, "init", "-q");
    checkFailed(
      await cli(["check", root, "--since", "--output=x"]),
      /--since --output=x: no such revision in /,
    );
  });
});

describe("levels and comments", () => {
  const at = "power.c:7 raw-errno";

  it.each([
    {
      name: "a level is what the exit status goes by",
      args: ["--level", "raw-errno=info"],
      status: 0,
      findings: [at],
    },
    { name: "off silences a rule", args: ["--level", "raw-errno=off"], status: 0, findings: [] },
    {
      name: "the last level wins",
      args: ["--level=raw-errno=off", "--level=raw-errno=error"],
      status: 1,
      findings: [at],
    },
    {
      name: "all rules are those that are on and those that are off",
      args: ["--all-rules"],
      status: 1,
      findings: [at],
    },
  ])("$name", async ({ args, status, findings }) => {
    await checkFindings([folder({ "power.c": RAW_ERRNO }), ...args], { status, findings });
  });

  it.each([
    { args: ["--level", "raw-errno"], said: /--level raw-errno: .*RULE=LEVEL.* error, warning, info, off/ },
    { args: ["--level", "raw-errno=loud"], said: /raw-errno=loud: .* error, warning, info, off/ },
    { args: ["--kernel", "new"], said: /--kernel new: write a version of Linux, such as 6.1/ },
    { args: ["--level", "raw-erno=off"], said: /unknown rule raw-erno.*raw-errno/ },
  ])("refuses $args", async ({ args, said }) => {
    checkFailed(await cli(["check", folder({ "power.c": RAW_ERRNO }), ...args]), said);
  });

  it("the kernel whose rules of registration apply can be named", async () => {
    const twice = `#include <linux/notifier.h>
static RAW_NOTIFIER_HEAD(power_chain);
static int lamp_event(struct notifier_block *nb, unsigned long event, void *data)
{
	return NOTIFY_OK;
}
static struct notifier_block lamp_nb = { .notifier_call = lamp_event };
static int lamp_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	return raw_notifier_chain_register(&power_chain, &lamp_nb);
}
static struct pci_driver lamp_driver = { .probe = lamp_probe };
`;
    const at = folder({ "lamp.c": twice });
    const messages = async (...args: string[]) => {
      const run = await cli(["check", at, "--rule", "double-registration", "--format", "json", ...args]);
      return checkDocument.parse(JSON.parse(run.stdout)).findings.map(({ message }) => message);
    };
    expect(await messages()).toEqual([expect.stringContaining("EEXIST")]);
    expect(await messages("--kernel", "3.4")).toEqual([expect.not.stringContaining("EEXIST")]);
  });

  it("a comment with a reason allows a finding", async () => {
    const allowed = RAW_ERRNO.replace(
      /^.*return -E.*$/m,
      "$& /* notifier-lens: allow raw-errno - the test wants it */",
    );
    expect(allowed).not.toBe(RAW_ERRNO);
    await checkFindings([folder({ "power.c": allowed })], { status: 0, findings: [] });
  });
});

it("--format sarif prints one SARIF document, with the same exit status", async () => {
  const run = await cli(["check", EXAMPLE, "--format", "sarif"]);
  expect(run).toMatchObject({ status: 1, stderr: "" });
  const { version, runs } = JSON.parse(run.stdout) as {
    version: string;
    runs: { results: { ruleId: string }[] }[];
  };
  expect(version).toBe("2.1.0");
  expect(runs[0]?.results.map(({ ruleId }) => ruleId)).toContain("phantom-claim");
});
