/** The threads that read a tree: the same facts however many they are, and one that dies costs one file. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createNodeHost } from "../../server/src/host/node";
import { createPool, type Pool } from "../../server/src/host/pool";
import type { FileAnswer, Reading } from "../../server/src/workspace/host";
import { createWorkspace } from "../../server/src/workspace/workspace";
import { testParser } from "../support/analyse";

const REPOSITORY = path.resolve(import.meta.dirname, "../..");
const FOLDER = path.join(REPOSITORY, "server/out");
const EXAMPLES = path.join(REPOSITORY, "examples");

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "notifier-pool-"));
  await writeFile(path.join(folder, "thread.mjs"), THREAD);
  await writeFile(path.join(folder, "stillborn.mjs"), "throw new Error('no such instruction');\n");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A thread with the words of the real one, and with files that it cannot survive. */
const THREAD = `
import { parentPort } from "node:worker_threads";
parentPort.on("message", ({ requests }) => {
  const answers = requests.map(({ file }) => {
    if (file.includes("exit")) process.exit(1);
    if (file.includes("throw")) throw new Error("a bug");
    if (file.includes("hungry")) for (const all = []; ; ) all.push(new Array(1e6).fill(0.5));
    return { file, facts: null, problem: null, gone: false };
  });
  parentPort.postMessage({ answers: JSON.stringify(answers) });
});
parentPort.postMessage({ ready: true });
`;

const NOTHING = { watch: new Set<string>(), structs: new Set<string>(), macros: new Map(), summaries: [] };

function poolOf(name: string, size: number): Pool {
  return createPool({ file: path.join(folder, name), folder: FOLDER, size, idle: 1 });
}

/** Reads files by name; answers what was answered, in order, and how many were left. */
async function read(pool: Pool, files: readonly string[], signal?: AbortSignal) {
  const answers: FileAnswer[] = [];
  const requests = files.map((file) => ({ file, watch: [] }));
  const reading: Reading = {
    ...{ root: folder, requests, wanted: NOTHING, worth: null, signal },
    onAnswer: (answer) => answers.push(answer),
  };
  const unread = await pool.read(reading);
  return { answers: answers.sort((a, b) => (a.file < b.file ? -1 : 1)), unread: unread.length };
}

const names = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `file${String(i).padStart(3, "0")}.c`);

describe("a tree read in threads", () => {
  it.each([1, 2, 3])("by %i gives the facts that one thread gives", async (jobs) => {
    const facts = async (threads: { jobs: number; folder: string } | null) => {
      const options = { parser: testParser, ripgrep: null, cacheFolder: null, threads };
      const workspace = createWorkspace(createNodeHost(options), EXAMPLES);
      await workspace.index();
      expect(workspace.problems).toEqual([]);
      return workspace.facts;
    };
    const inOne = await facts(null);
    expect(inOne.size).toBeGreaterThan(0);
    expect(await facts({ jobs, folder: FOLDER })).toEqual(inOne);
  });

  it("that cannot be started is read without them", async () => {
    const options = { parser: testParser, ripgrep: null, cacheFolder: null };
    const workspace = createWorkspace(createNodeHost({ ...options, threads: { jobs: 2, folder } }), EXAMPLES);
    await workspace.index();
    expect([workspace.facts.size > 0, workspace.problems]).toEqual([true, []]);
  });
});

describe("a pool", () => {
  it.each([1, 2, 4])("of %i answers every file once", async (size) => {
    const files = names(100);
    const { answers, unread } = await read(poolOf("thread.mjs", size), files);
    expect([answers.map((a) => a.file), unread]).toEqual([files, 0]);
  });

  it("reads nothing, and again after its threads have ended", async () => {
    const pool = poolOf("thread.mjs", 2);
    expect(await read(pool, [])).toEqual({ answers: [], unread: 0 });
    for (let i = 0; i < 3; i++) expect((await read(pool, names(3))).answers).toHaveLength(3);
  });

  it("tells when its threads have ended because there is nothing to do", async () => {
    const ended = new Promise<void>((resolve) => {
      const file = path.join(folder, "thread.mjs");
      const pool = createPool({ file, folder: FOLDER, size: 2, idle: 1, onEnd: resolve });
      // Nothing keeps the process from ending meanwhile: so nothing here waits but this test.
      void read(pool, names(20));
    });
    await ended;
  });

  it("several readings at once", async () => {
    const pool = poolOf("thread.mjs", 2);
    const all = await Promise.all([20, 1, 50].map((count) => read(pool, names(count))));
    expect(all.map(({ answers }) => answers.length)).toEqual([20, 1, 50]);
  });

  it.each([
    ["exit", "its thread ended"],
    ["throw", "a bug"],
    ["hungry", "out of memory"],
  ])("a file that its thread dies of (%s) is a problem of that file alone", async (name, why) => {
    const bad = ["file010", "file011"].map((file) => `${file}.${name}.c`);
    const files = [...names(60), ...bad];
    const { answers, unread } = await read(poolOf("thread.mjs", 2), files);
    expect([answers.length, unread]).toEqual([files.length, 0]);
    const problems = answers.filter((a) => a.problem !== null);
    expect(problems.map((a) => a.file)).toEqual(bad);
    expect(problems.map((a) => a.problem)).toEqual(bad.map(() => `not analysed: ${why}`));
  });

  it.each(["stillborn.mjs", "missing.mjs"])(
    "whose threads do not start (%s) leaves everything",
    async (name) => {
      const pool = poolOf(name, 2);
      expect(await read(pool, names(30))).toEqual({ answers: [], unread: 30 });
      expect(await read(pool, names(3))).toEqual({ answers: [], unread: 3 });
    },
  );

  it("can be told to stop, and goes on with other work", async () => {
    const pool = poolOf("thread.mjs", 2);
    const abort = new AbortController();
    const stopped = read(pool, names(100), abort.signal);
    const other = read(pool, names(10));
    abort.abort(new Error("closed"));
    await expect(stopped).rejects.toThrow("closed");
    expect((await other).answers).toHaveLength(10);
    await expect(read(pool, names(1), abort.signal)).rejects.toThrow("closed");
  });
});
