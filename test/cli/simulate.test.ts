/** `simulate`: scenario files, JSON Lines, chains of a tree, and every mistake at its JSON path. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../server/src/simulator";
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
    expect(run.stdout).toMatch(/^Assumed:\n {2}All 3 callbacks of the tree are on the chain at once/);
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

describe("what if", () => {
  const file = (name: string): string => path.join(SCENARIOS, `${name}.notifier.json`);

  it.each<[string, string, readonly string[], readonly string[]]>([
    [
      "a callback were not there",
      "leak",
      ["--without", "lowmemorykiller"],
      ["call 0", "result: NOTIFY_OK (0x0001) -> NOTIFY_DONE (0x0000)", "outcome: leak -> ok"],
    ],
    [
      "it answered one event otherwise",
      "veto",
      ["--set", "objcache:MEM_GOING_OFFLINE=NOTIFY_OK"],
      [
        "call MEM_GOING_OFFLINE",
        "result: NOTIFY_BAD (0x8002) -> NOTIFY_OK (0x0001)",
        "notifier_to_errno(): -EPERM -> 0",
        "ended by: objcache -> nobody",
        "now told: migrate",
      ],
    ],
    [
      "it answered every event otherwise, and others never came",
      "veto",
      ["--set", "objcache=-EBUSY", "--event", "MEM_CANCEL_OFFLINE"],
      [
        "call MEM_CANCEL_OFFLINE",
        "result: NOTIFY_OK (0x0001) -> -EBUSY (0xfffffff0)",
        "ended by: nobody -> objcache",
        "no longer told: migrate",
      ],
    ],
    ["it came first", "veto", ["--priority", "migrate=20"], ["call MEM_GOING_OFFLINE", "now told: migrate"]],
    [
      "results were or-ed",
      "double-free",
      ["--policy", "or"],
      ["call 0", "result: NOTIFY_DONE (0x0000) -> NOTIFY_OK (0x0001)", "outcome: double-free -> ok"],
    ],
    [
      "nothing came of it",
      "veto",
      ["--kernel", "6.1"],
      ["nothing changes in any result, nor in who is told"],
    ],
  ])("%s", async (_, name, options, expected) => {
    const run = await cli(["simulate", file(name), ...options]);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    const [, said = ""] = run.stdout.split("\nWhat if --");
    const lines = said.trimEnd().split("\n").slice(1);
    expect(lines.map((line) => line.trim())).toEqual(expected);
  });

  it("answers in JSON with the changed scenario, which replays", async () => {
    const options = ["--without", "lowmemorykiller", "--format", "json"];
    const run = await cli(["simulate", file("leak"), ...options]);
    const { scenario: changed, whatIf, ...answer } = simulateDocument.parse(JSON.parse(run.stdout));
    expect(whatIf).toEqual({
      changes: ["--without lowmemorykiller"],
      differences: [
        { where: "call 0", what: "result", before: "NOTIFY_OK (0x0001)", after: "NOTIFY_DONE (0x0000)" },
        { where: "call 0", what: "outcome", before: "leak", after: "ok" },
      ],
    });
    const again = await cli(["simulate", "-"], { stdin: JSON.stringify(changed) });
    expect(JSON.parse(again.stdout)).toEqual(answer);
  });

  it("is asked of chains too, and of one event", async () => {
    const chain = ["--chain", "memory_chain", EXAMPLE];
    const whole = await cli(["simulate", ...chain, "--format", "json"]);
    const { steps } = JSON.parse(whole.stdout) as Answer;
    const calls = steps.flatMap((step) => (step.op === "call" ? step : []));
    const [first] = calls;
    expect(calls.length).toBeGreaterThan(1);
    const callback = String(first?.visited[0]?.callback);
    const options = ["--event", String(first?.event), "--set", `${callback}=NOTIFY_BAD`, "--format", "json"];
    const run = await cli(["simulate", ...chain, ...options]);
    const changed = simulateDocument.parse(JSON.parse(run.stdout));
    expect(changed.steps.filter((step) => "visited" in step)).toHaveLength(1);
    expect(changed.steps.at(-1)).toMatchObject({ stoppedBy: callback, errno: -1 });
    expect(changed).toMatchObject({
      whatIf: { differences: [{ what: "result" }, {}, {}, {}, { what: "possible" }] },
    });
  });

  it("tells every option that cannot be meant, with the nearest names", async () => {
    const wrong = [
      "--kernel",
      "six",
      "--set",
      "objcache=NOTIFY_OKAY",
      "--set",
      "objcache",
      "--set",
      "objcach=0",
    ];
    const more = ["--priority", "migrate=high", "--without", "migrat", "--event", "MEM_GOING_OFLINE"];
    const run = await cli(["simulate", file("veto"), ...wrong, ...more]);
    checkFailed(
      run,
      /--kernel: "six" is no kernel version; allowed: /,
      /--set objcache=NOTIFY_OKAY: "NOTIFY_OKAY" is no return value: .*did you mean NOTIFY_OK/,
      "--set objcache: write --set CALLBACK=VALUE or CALLBACK:EVENT=VALUE",
      "--priority migrate=high: high is no 32-bit integer",
      "--set objcach: no callback is called objcach; did you mean objcache?",
      "--without migrat: no callback is called migrat; did you mean migrate?",
      "--event MEM_GOING_OFLINE: no event is called MEM_GOING_OFLINE; did you mean MEM_GOING_OFFLINE?",
    );
    expect(run.stdout).toBe("");
  });

  it("does not override what a program sets itself", async () => {
    const program = [{ register: "A", priority: 3 }, { call: 0 }];
    const stdin = scenario({}, { program });
    const run = await cli(["simulate", "-", "--priority", "A=4"], { stdin });
    checkFailed(run, "--priority A: the program itself sets the priority of A where it registers it");
  });
});

describe("--compare", () => {
  const leak = path.join(SCENARIOS, "leak.notifier.json");

  it("prints the table, and in JSON the comparison beside the answer", async () => {
    const text = await cli(["simulate", "--compare", leak]);
    expect(text).toMatchObject({ status: 0, stderr: "" });
    expect(text.stdout).toMatch(/^\* +claim +last +== NOTIFY_OK .* LEAK$/m);
    const json = await cli(["simulate", "--compare", leak, "--format", "json"]);
    const { comparison } = simulateDocument.parse(JSON.parse(json.stdout));
    expect(comparison).toMatchObject({
      rows: [{ protocol: "claim", policies: ["last"], own: true }, ...MORE],
    });
  });

  it("compares a chain of a tree, changed as asked", async () => {
    const args = ["simulate", "--compare", "--chain", "kernel/profile.c:task_free_notifier", EXAMPLE];
    const run = await cli([...args, "--set", "lowmem_task_free=NOTIFY_DONE"]);
    expect(run.status, run.stderr).toBe(0);
    expect(run.stdout).toMatch(/^ {3}refcount /m);
  });
});

describe("exploration", () => {
  const open = scenario({ "*": ["NOTIFY_OK", "NOTIFY_BAD"] });

  it("is implied by a list of values, from standard input too", async () => {
    const run = await cli(["simulate", "-"], { stdin: `${open}\n${scenario({})}\n` });
    const answers = run.stdout
      .trimEnd()
      .split("\n")
      .map((line) => simulateDocument.parse(JSON.parse(line)));
    expect(answers[0]?.exploration).toMatchObject({
      complete: true,
      runs: "2",
      outcomes: { completed: { count: "1" }, vetoed: { count: "1" } },
    });
    expect(answers[1]).not.toHaveProperty("exploration");
  });

  it("is asked for with --explore, and told under the trace", async () => {
    const run = await cli(["simulate", "--explore", path.join(SCENARIOS, "leak.notifier.json")]);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toMatch(
      /LEAK: called taken[^\n]*\n[^\n]*\n?\nExplored: 1 run, every choice of value\n/,
    );
  });

  it("of a chain takes every value and order, and its witnesses replay to their outcomes", async () => {
    const witnesses = folder();
    const args = ["simulate", "--chain", "kernel/profile.c:task_free_notifier", EXAMPLE];
    const set = ["--set", "task_stats_notify=NOTIFY_OK,NOTIFY_DONE"];
    const run = await cli([...args, ...set, "--save-witness", witnesses]);
    expect(run.stderr).toMatch(/^notifier-lens: \d+ witnesses written to /);
    const files = readdirSync(witnesses);
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const replay = await cli(["simulate", path.join(witnesses, file), "--format", "json"]);
      const { handoff, exploration } = simulateDocument.parse(JSON.parse(replay.stdout));
      expect(file).toContain(`.${handoff?.outcome}.notifier.json`);
      expect(exploration).toBeUndefined();
    }
  });

  it("saves no witness of what was not explored, and says so", async () => {
    const file = path.join(SCENARIOS, "leak.notifier.json");
    const run = await cli(["simulate", file, "--save-witness", folder()]);
    checkFailed(run, "--save-witness: nothing was explored; add --explore");
  });

  it("that changes what is possible is told by what if", async () => {
    const run = await cli(["simulate", "-", "--format", "text", "--set", "A=NOTIFY_OK"], { stdin: open });
    expect(run.stdout).toContain("possible: completed, vetoed -> one run\n");
  });
});

describe("--format mermaid", () => {
  it("draws the run", async () => {
    const run = await cli(["simulate", path.join(SCENARIOS, "veto.notifier.json"), "--format", "mermaid"]);
    expect(run).toMatchObject({ status: 0, stderr: "" });
    expect(run.stdout).toMatch(/^sequenceDiagram\n {4}participant caller\n/);
    expect(run.stdout).toContain("--xcaller: NOTIFY_BAD (0x8002), ends the walk");
  });

  it("says where a diagram is longer than Mermaid draws", async () => {
    const events = Array.from({ length: 200 }, (_, n) => [`EVENT_WITH_A_LONG_NAME_${n}`, "NOTIFY_OK"]);
    const callbacks = [1, 2, 3].map((n) => ({ name: `cb${n}`, returns: Object.fromEntries(events) }));
    const stdin = scenario({}, { callbacks });
    const run = await cli(["simulate", "-", "--format", "mermaid"], { stdin });
    expect(run.stderr).toMatch(
      /^notifier-lens: the diagram has \d+ kB, and Mermaid draws 50 by default; --event/,
    );
    expect(run.status).toBe(0);
  });
});

/** The rows after the first. */
const MORE = Array.from({ length: 7 }, () => ({ own: false }));
