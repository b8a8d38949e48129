/** What can be wrong in a benchmark without anybody noticing: its arithmetic, its table, the files it makes, whether it runs. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createRows, rowsData, rowsText } from "../../bench/lib/rows.mjs";
import { figureText, median, percentile, ratioText } from "../../bench/lib/stats.mjs";
import { linkShare, replaceFile } from "../../bench/lib/trees.mjs";
import { merged } from "../../scripts/kernel/baselineFile.mjs";

describe("figures", () => {
  test.each([
    [[], Number.NaN],
    [[3], 3],
    [[10, 9, 1], 9],
    [[1, 10, 2, 3], 2.5],
  ])("the median of %j is %d", (samples, expected) => {
    expect(median(samples)).toBe(expected);
  });

  test.each([
    [0.95, 95],
    [0.5, 50],
    [1, 100],
    [0, 1],
  ])("percentile %d of 1 to 100 is %d", (share, expected) => {
    const samples = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentile(samples, share)).toBe(expected);
  });

  test("of few samples the 95th percentile is the greatest", () => {
    expect(percentile([3, 1, 2], 0.95)).toBe(3);
    expect(percentile([], 0.95)).toBeNaN();
  });

  test.each([
    [3.9, 1, "3.90×"],
    [24, 0.5, "48.0×"],
    [1000, 1, "1000×"],
    [1, 0, "n/a"],
  ])("%d over %d is written %s", (whole, part, expected) => {
    expect(ratioText(whole, part)).toBe(expected);
  });

  test("figures have three digits, and none that is no number", () => {
    expect([0.4321, 43.21, 432.1].map((value) => figureText(value, "s"))).toEqual([
      "0.43 s",
      "43.2 s",
      "432 s",
    ]);
    expect(figureText(Number.NaN, "s")).toBe("n/a");
  });
});

describe("rows", () => {
  const silent = (): void => undefined;

  test("ratios and bars both ways, and what is missing", () => {
    const rows = createRows(silent);
    rows.put({ id: "search", name: "search", unit: "s", samples: [0.5, 0.4, 0.6] });
    const bars = [{ id: "search", atMost: 10 }];
    rows.put({ id: "index", name: "index", unit: "s", samples: [6], cpu: 9, against: bars });
    rows.put({ id: "slow", name: "slow", unit: "s", samples: [90], against: [{ id: "index", atLeast: 10 }] });
    const inverse = [{ id: "index", inverse: true, atMost: 2 }];
    rows.put({ id: "quick", name: "quick", unit: "s", samples: [4], against: inverse });
    rows.miss("other", "other", "not installed: other (apt-get install other)");
    rows.put({ id: "memory", name: "memory", unit: "MiB", samples: [300], atMost: 400 });
    const told = rowsText(rows.all()).split("\n").slice(2);
    expect(told.map((line) => line.trim().split(/ {2,}/))).toEqual([
      ["search", "0.50 s", "0.40 s … 0.60 s"],
      ["index", "6.00 s", "9.00 s", "12.0× search", "≤ 10×", "MISSED"],
      ["slow", "90.0 s", "15.0× index", "≥ 10×", "met"],
      ["quick", "4.00 s", "index takes 1.50×", "≤ 2×", "met"],
      ["other", "not installed"],
      ["memory", "300 MiB", "≤ 400 MiB", "met"],
      ["other: not installed: other (apt-get install other)"],
    ]);
    const data = rowsData(rows.all());
    expect(data.index).toEqual({ unit: "s", median: 6, min: 6, max: 6, cpu_seconds: 9, times_search: 12 });
    expect(data.quick).toMatchObject({ index_takes_times: 1.5 });
    expect(data.other).toEqual({ missing: "not installed: other (apt-get install other)" });
  });

  test("a ratio to what was not measured is no ratio", () => {
    const rows = createRows(silent);
    rows.miss("search", "search", "not installed");
    rows.put({
      id: "index",
      name: "index",
      unit: "s",
      samples: [6],
      against: [{ id: "search", atMost: 10 }],
    });
    expect(rowsText(rows.all())).not.toMatch(/met|MISSED|NaN/);
    expect(rowsData(rows.all()).index).toEqual({ unit: "s", median: 6, min: 6, max: 6 });
  });
});

test("each part of the baseline is replaced whole, and leaves the others alone", () => {
  const before = { kernel: "6.1", counts: { chains: 1 }, bench: { rows: { gone: {}, kept: {} } } };
  expect(merged(before, { bench: { rows: { kept: {} } } })).toEqual({
    kernel: "6.1",
    counts: { chains: 1 },
    bench: { rows: { kept: {} } },
  });
  expect(merged(before, { counts: { chains: 2 } })).toEqual({ ...before, counts: { chains: 2 } });
  expect(merged(null, { counts: {} })).toEqual({ counts: {} });
});

describe("trees of hard links", () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  function temporary(): string {
    const folder = mkdtempSync(path.join(os.tmpdir(), "notifier-lens-bench-test-"));
    folders.push(folder);
    return folder;
  }

  /** A tree with one file in each of forty folders, and what every share holds. */
  function madeTree(): string {
    const root = temporary();
    for (const folder of ["kernel", ".git", ...Array.from({ length: 40 }, (_, i) => `drivers/d${i}`)]) {
      mkdirSync(path.join(root, folder), { recursive: true });
      writeFileSync(path.join(root, folder, "a.c"), "int a;\n");
    }
    writeFileSync(path.join(root, "Makefile"), "VERSION = 6\n");
    return root;
  }

  const filesOf = (root: string): string[] =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
      .sort();

  test("a share is the same each time, within every larger one, and holds the core", () => {
    const root = madeTree();
    const shares = [0.25, 0.25, 0.5, 1].map((share) => {
      const to = temporary();
      expect(linkShare(root, to, share)).toBe(filesOf(to).filter((file) => file.endsWith(".c")).length);
      return filesOf(to);
    });
    const [quarter = [], again, half = [], all] = shares;
    expect(again).toEqual(quarter);
    expect(half).toEqual(expect.arrayContaining(quarter));
    expect(quarter).toEqual(expect.arrayContaining(["Makefile", "kernel/a.c"]));
    expect([2 < quarter.length, quarter.length < half.length, half.length < 42]).toEqual([true, true, true]);
    expect(all).toEqual(filesOf(root).filter((file) => !file.startsWith(".git")));
  });

  test("a file that is replaced in one tree stays as it is in the other", () => {
    const root = madeTree();
    const to = temporary();
    linkShare(root, to, 1);
    expect(statSync(path.join(to, "kernel/a.c")).ino).toBe(statSync(path.join(root, "kernel/a.c")).ino);
    replaceFile(path.join(to, "kernel/a.c"), "int b;\n");
    expect(readFileSync(path.join(root, "kernel/a.c"), "utf8")).toBe("int a;\n");
    expect(readFileSync(path.join(to, "kernel/a.c"), "utf8")).toBe("int b;\n");
    expect(readdirSync(path.join(to, "kernel"))).toEqual(["a.c"]);
  });
});

test("the two parser back ends are compared over any tree", () => {
  const root = mkdtempSync(path.join(os.tmpdir(), "notifier-lens-bench-test-"));
  try {
    mkdirSync(path.join(root, "include/linux"), { recursive: true });
    writeFileSync(path.join(root, "include/linux/notifier.h"), "struct notifier_block { int priority; };\n");
    const script = path.join(import.meta.dirname, "../../bench/parsers.mjs");
    const ran = spawnSync(process.execPath, [script, "--every", "1", "--runs", "1"], {
      env: { ...process.env, KERNEL_TREE: root },
      encoding: "utf8",
    });
    expect(ran.stderr).toBe("");
    expect(ran.stdout).toMatch(/1 files, .* 1 parts/);
    expect(ran.stdout).toMatch(/^wasm: the files: to facts, as an index does +[\d.]+ ms/m);
    expect(ran.status).toBe(0);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
