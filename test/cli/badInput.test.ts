/** Bad input and bad command lines: one clear line saying what and where, exit status 2, never a stack trace. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkDocument } from "./shapes";
import { CLI, checkFailed, cli, EXAMPLE, folder, RAW_ERRNO, runProgram } from "./support";

const BIG = `/* notifier */\n${"int filler;\n".repeat(900_000)}`;

describe("a command line that cannot be meant", () => {
  it.each<[string, readonly string[], string | RegExp]>([
    ["an unknown command", ["frobnicate"], "unknown command 'frobnicate'"],
    ["an unknown option", ["check", "--frobnicate"], "unknown option '--frobnicate'"],
    ["a mistyped option", ["check", "--quite"], /unknown option '--quite' \(Did you mean --quiet\?\)/],
    [
      "an unknown format",
      ["check", EXAMPLE, "--format", "xml"],
      /'xml' is invalid. Allowed choices are text, json/,
    ],
    [
      "an unknown severity",
      ["check", EXAMPLE, "--severity", "fatal"],
      /Allowed choices are error, warning, info/,
    ],
    ["an option without its value", ["check", "--root"], "'--root <dir>' argument missing"],
    ["a number of jobs that is none", ["check", EXAMPLE, "--jobs", "many"], /'many' is invalid/],
    [
      "an unknown rule",
      ["check", EXAMPLE, "--rule", "raw-erno"],
      /unknown rule raw-erno; did you mean raw-errno\?/,
    ],
    ["an unknown rule to explain", ["explain", "nope"], /unknown rule nope; there are .*raw-errno/],
    ["too many PATHs for chains", ["chains", "a", "b"], "too many arguments"],
    ["simulate without anything", ["simulate"], /name scenario files, - for standard input, or --chain ID/],
    ["simulate --chain with two trees", ["simulate", "--chain", "x", "a", "b"], "name one PATH"],
    ["lsp without a transport", ["lsp"], "add --stdio"],
    ["a root that is a file", ["check", "--root", path.join(EXAMPLE, "Makefile")], "is not a directory"],
  ])("%s", async (_, args, message) => {
    const run = await cli(args);
    checkFailed(run, message);
    expect(run.stdout).toBe("");
  });

  it("prints its help: asked for with status 0, as a reminder with status 2", async () => {
    const [asked, reminded] = [await cli(["--help"]), await cli([])];
    expect(asked.status).toBe(0);
    for (const command of ["check", "chains", "simulate", "explain", "lsp"])
      expect(asked.stdout).toContain(`  ${command} `);
    expect(reminded).toEqual({ status: 2, stdout: "", stderr: asked.stdout });
    expect(await cli(["--version"])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe("files that cannot be analysed", () => {
  const CASES: readonly [string, Readonly<Record<string, string | Uint8Array>>, string, RegExp][] = [
    ["a missing file", {}, "none.c", /none\.c: no such file or directory$/],
    ["a path below a file", { "a.c": "" }, "a.c/b.c", /a\.c\/b\.c: a part of the path is not a directory$/],
    [
      "a folder without C",
      { "README.md": "notifier" },
      ".",
      /: no \.c or \.h file in it; name a C file or a dir/,
    ],
    [
      "a file that is not C",
      { "notes.txt": "notifier" },
      "notes.txt",
      /notes\.txt: not a C file; name a \.c or/,
    ],
    ["a file that is not text", { "a.c": Buffer.from("notifier\0\x01") }, "a.c", /a\.c: not a text file/],
    ["a 10 MB file", { "a.c": BIG }, "a.c", /a\.c: too large: 10\.\d MB, at most 8 MB are analysed$/],
  ];
  it.each(CASES)("%s", async (_, files, asked, message) => {
    const root = folder(files);
    checkFailed(await cli(["check", path.join(root, asked)]), message);
    checkFailed(await cli(["chains", path.join(root, asked)]), message);
    checkFailed(await cli(["simulate", "--chain", "x", path.join(root, asked)]));
  });

  it("in a tree are told of and leave the findings of the rest", async () => {
    const files = { "bin.c": Buffer.from("notifier\0"), "big.c": BIG, "power.c": RAW_ERRNO };
    const run = await cli(["check", folder(files), "--format", "json"]);
    checkFailed(run, /big\.c: too large/, /bin\.c: not a text file/);
    const { findings } = checkDocument.parse(JSON.parse(run.stdout));
    expect(findings.map((f) => f.rule)).toEqual(["raw-errno"]);
  });

  it("are told of without ripgrep too", async () => {
    const root = folder({
      "bin.c": Buffer.from("notifier\0"),
      "sub/power.c": RAW_ERRNO,
      ".git/x.c": RAW_ERRNO,
    });
    const files = folder();
    const { cpSync } = await import("node:fs");
    // Away from node_modules and with an empty PATH there is no ripgrep.
    cpSync(path.dirname(CLI), files, { recursive: true });
    const args = [path.join(files, "cli.js"), "check", root, "--format", "json"];
    const run = await runProgram(process.execPath, args, { env: { PATH: "" } });
    checkFailed(run, /bin\.c: not a text file/);
    const { findings } = checkDocument.parse(JSON.parse(run.stdout));
    expect(findings.map((f) => f.file)).toEqual(["sub/power.c"]);
  });
});

describe("a file cut in the middle of a function", () => {
  it("keeps the findings before the cut, and says where it stops making sense", async () => {
    const cut = RAW_ERRNO.slice(0, RAW_ERRNO.indexOf("if (ret)") + 5);
    const root = folder({ "power.c": RAW_ERRNO, "cut.c": cut.replaceAll("power", "light") });
    const whole = await cli(["check", root, "--quiet"]);
    expect(whole.stdout).toMatch(/^power\.c:7:2: warning: /m);
    expect(whole.status).toBe(1);
    const run = await cli(["check", path.join(root, "cut.c")]);
    expect(run.stderr).toMatch(
      /^notifier-lens: .*cut\.c:\d+: does not parse as C; what it does may be missed$/m,
    );
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect([0, 1]).toContain(run.status);
  });

  it.each([1, 40, 200, 333, 500, 700, 900])("at character %i never crashes", async (length) => {
    const root = folder({ "cut.c": RAW_ERRNO.slice(0, length) });
    const run = await cli(["check", path.join(root, "cut.c"), "--format", "json"]);
    expect(run.stderr).not.toMatch(/internal error|^\s+at /m);
    checkDocument.parse(JSON.parse(run.stdout));
    expect([0, 1]).toContain(run.status);
  });
});
