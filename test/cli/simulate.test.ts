/** `simulate`: scenario files, JSON Lines, chains of a tree, and every mistake at its JSON path. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { chainsDocument, errorDocument, simulateDocument } from "./shapes";
import { checkFailed, cli, EXAMPLE, folder, REPOSITORY } from "./support";

const SCENARIOS = path.join(REPOSITORY, "examples/scenarios");

const scenario = (returns: Readonly<Record<string, unknown>>, more: object = {}): string =>
  JSON.stringify({
    schema: 1,
    chain: { name: "c", type: "raw" },
    callbacks: [{ name: "A", returns }],
    ...more,
  });

describe("scenario files", () => {
  it.each(readdirSync(SCENARIOS).filter((name) => name.endsWith(".json")))("%s runs", async (name) => {
    const file = path.join(SCENARIOS, name);
    const [text, json] = [await cli(["simulate", file]), await cli(["simulate", file, "--format", "json"])];
    expect(text, text.stderr).toMatchObject({ status: 0, stderr: "" });
    expect(text.stdout).toContain("rules of Linux");
    expect(json.stdout.trimEnd()).not.toContain("\n");
    simulateDocument.parse(JSON.parse(json.stdout));
  });

  it("are each named where there are several, and answered one a line in JSON", async () => {
    const files = ["leak", "veto"].map((name) => path.join(SCENARIOS, `${name}.notifier.json`));
    const text = await cli(["simulate", ...files]);
    for (const file of files) expect(text.stdout).toContain(`${file}:\n`);
    const lines = (await cli(["simulate", ...files, "--format", "json"])).stdout.trimEnd().split("\n");
    const outcomes = lines.map((line) => simulateDocument.parse(JSON.parse(line)).handoff?.outcome);
    expect(outcomes).toEqual(["leak", undefined]);
  });

  it("that cannot be read do not keep the others from running", async () => {
    const good = path.join(SCENARIOS, "leak.notifier.json");
    const run = await cli(["simulate", "/nowhere.json", good]);
    checkFailed(run, "/nowhere.json: no such file or directory");
    expect(run.stdout).toContain("LEAK");
  });
});

describe("mistakes", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "an unknown callback",
      scenario({}, { program: [{ register: "B" }] }),
      ['$.program[0].register: no callback is called "B"; allowed: A'],
    ],
    ["an unknown value", scenario({ "*": "NOTIFY_MAYBE" }), ['$.callbacks[0].returns["*"]: ']],
    ["an unknown field", scenario({}, { polcy: "last" }), ["$.polcy: "]],
    ["two mistakes", scenario({ "*": "NO" }, { schema: 2 }), ["$.schema: ", '$.callbacks[0].returns["*"]: ']],
    ["a text that is not JSON", "{ nothing", ["$: is not JSON: "]],
    ["an empty file", "", ["$: is not JSON: "]],
    ["a binary file", "\u0000\u0001\u001b[31m", ["$: is not JSON: "]],
    ["several runs", scenario({ "*": ["NOTIFY_OK", "NOTIFY_BAD"] }), ["not supported yet"]],
  ])("%s: one line each, at its place", async (_, text, expected) => {
    const file = path.join(folder({ "s.json": text }), "s.json");
    const run = await cli(["simulate", file]);
    checkFailed(run, ...expected);
    const lines = run.stderr.trimEnd().split("\n");
    expect(lines).toHaveLength(expected.length);
    for (const line of lines) expect(line.startsWith(`notifier-lens: ${file}: $`)).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point.
    expect(run.stderr).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
    expect(run.stdout).toBe("");
    const json = await cli(["simulate", file, "--format", "json"]);
    expect(errorDocument.parse(JSON.parse(json.stdout)).error).toHaveLength(expected.length);
    expect(json.status).toBe(2);
  });
});

describe("standard input", () => {
  it("is one scenario a line, answered one a line, in order", async () => {
    const stdin = ["NOTIFY_OK", "NOTIFY_BAD", "-EIO"].map((value) => scenario({ "*": value })).join("\n");
    const run = await cli(["simulate", "-"], { stdin });
    expect(run).toMatchObject({ status: 0, stderr: "" });
    const answers = run.stdout
      .trimEnd()
      .split("\n")
      .map((line) => simulateDocument.parse(JSON.parse(line)));
    const results = answers.map(({ steps }) => steps.find((s) => s.op === "call")?.result);
    expect(results).toEqual([1, 0x8002, -5]);
  });

  it("answers a wrong line with its mistakes and goes on", async () => {
    const good = scenario({});
    const stdin = `${good}\n\n{"schema":1\n${scenario({}, { x: 1, y: 2 })}\r\n${good}\n`;
    const run = await cli(["simulate", "-"], { stdin });
    checkFailed(
      run,
      "standard input:3: $: is not JSON",
      "standard input:4: $.x: ",
      "standard input:4: $.y: ",
    );
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    const documents = lines.map((line): unknown => JSON.parse(line));
    for (const i of [0, 3]) simulateDocument.parse(documents[i]);
    expect(errorDocument.parse(documents[1]).error[0]?.path).toBe("$");
    expect(errorDocument.parse(documents[2]).error.map((e) => e.path)).toEqual(["$.x", "$.y"]);
  });

  it("breaks at line feeds only, wherever the pipe cuts", async () => {
    const name = "a\u2028b\u0085é";
    const one = JSON.stringify({ schema: 1, chain: { name, type: "raw" }, callbacks: [] });
    const run = await cli(["simulate", "-"], { stdin: `${one}\n`.repeat(5000) });
    expect(run.status, run.stderr).toBe(0);
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(5000);
    for (const line of lines) expect(simulateDocument.parse(JSON.parse(line)).chain).toBe(name);
  });

  it("is traced where text is asked for", async () => {
    const stdin = `${scenario({})}\n${scenario({ "*": "NOTIFY_BAD" })}\n`;
    const run = await cli(["simulate", "-", "--format", "text"], { stdin });
    expect(run.stdout).toMatch(/^line 1:\n[\s\S]*\nline 2:\n[\s\S]*NOTIFY_BAD/);
  });

  it("without a line answers nothing", async () => {
    expect(await cli(["simulate", "-"])).toEqual({ status: 0, stdout: "", stderr: "" });
  });
});

describe("--chain", () => {
  const CHAIN = "kernel/profile.c:task_free_notifier";

  it("runs a chain of the tree and says what it assumes", async () => {
    const run = await cli(["simulate", "--chain", CHAIN, EXAMPLE]);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toMatch(/^Assumed:\n {2}Callbacks of equal priority /);
    expect(run.stdout).toContain("DOUBLE FREE");
  });

  it("answers with a scenario that replays to the same answer", async () => {
    const run = await cli(["simulate", "--chain", CHAIN, EXAMPLE, "--format", "json"]);
    const { scenario: built, assumptions, ...answer } = simulateDocument.parse(JSON.parse(run.stdout));
    expect(assumptions).toHaveLength(1);
    const file = path.join(folder({ "s.json": JSON.stringify(built) }), "s.json");
    const again = await cli(["simulate", file, "--format", "json"]);
    expect(JSON.parse(again.stdout)).toEqual(answer);
  });

  it("runs every chain of the example tree", async () => {
    const listed = await cli(["chains", EXAMPLE, "--format", "json"]);
    const { chains } = chainsDocument.parse(JSON.parse(listed.stdout));
    expect(chains.length).toBeGreaterThan(2);
    for (const { id } of chains) {
      const run = await cli(["simulate", "--chain", id, EXAMPLE, "--format", "json"]);
      expect(run.status, `${id}: ${run.stderr}`).toBe(0);
    }
  });

  it("takes a bare name where it is the only one", async () => {
    expect((await cli(["simulate", "--chain", "memory_chain", EXAMPLE])).status).toBe(0);
    const several = await cli(["simulate", "--chain", "task_free_notifier", EXAMPLE]);
    checkFailed(several, /several chains have this name: .*kernel\/profile\.c:task_free_notifier/);
    const unknown = await cli(["simulate", "--chain", "memory_chian", EXAMPLE]);
    checkFailed(unknown, /memory_chian: no such chain in .*did you mean memory_chain\? .* lists them/);
  });
});
