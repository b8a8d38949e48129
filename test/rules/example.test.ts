/** The example tree as a whole: every planted defect is found, and nothing else. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Finding } from "../../server/src/base/finding";
import { runRules } from "../../server/src/rules/index";
import { analyse, folder } from "../support/analyse";
import { replay } from "./checkRule";

let files: ReadonlyMap<string, string>;
let findings: readonly Finding[];

beforeAll(async () => {
  files = await folder("examples/task-handoff");
  findings = runRules(await analyse(files));
});

const found = (rule: string): Finding => {
  const [only, ...more] = findings.filter((f) => f.rule === rule);
  if (!only || more.length > 0) throw new Error(`${1 + more.length} findings of ${rule}, not one`);
  return only;
};

test("the findings, sorted by place; none of them in fixed/", () => {
  expect(findings.map((f) => `${f.file}:${f.line}: ${f.severity} ${f.rule}`)).toEqual([
    "drivers/oprofile/buffer_sync.c:38: error masked-claim",
    "drivers/staging/android/lowmemorykiller.c:33: error phantom-claim",
    "drivers/staging/android/lowmemorykiller.c:89: error multiple-claimants",
    "mm/page_tags.c:36: warning raw-errno",
  ]);
});

test("the claimants are named, with the caller", () => {
  const { message, related } = found("multiple-claimants");
  for (const name of [
    "oprofile_task_free()",
    "lowmem_task_free()",
    "task_free_notifier",
    "__put_task_struct()",
  ])
    expect(message).toContain(name);
  expect(related.map((r) => `${r.file}:${r.line}`)).toEqual([
    "drivers/staging/android/lowmemorykiller.c:33",
    "drivers/oprofile/buffer_sync.c:38",
    "drivers/oprofile/buffer_sync.c:73",
    "kernel/fork.c:38",
  ]);
});

describe("witnesses", () => {
  test("lowmemorykiller alone leaks every task", () => {
    const answer = replay(found("phantom-claim"));
    expect(answer?.handoff).toMatchObject({ owners: 0, callerFrees: false, frees: 0, outcome: "leak" });
  });

  test("oprofile and task_stats free a task twice", () => {
    const answer = replay(found("masked-claim"));
    expect(answer?.steps.at(-1)).toMatchObject({ result: 0, nrCalls: 2 });
    expect(answer?.handoff).toMatchObject({ owners: 1, callerFrees: true, frees: 2, outcome: "double-free" });
  });

  test("oprofile and lowmemorykiller are well by luck, until oprofile has left", () => {
    const answer = replay(found("multiple-claimants"));
    const calls = answer?.steps.filter((s) => s.op === "call");
    expect(calls?.map((call) => ("handoff" in call ? call.handoff?.outcome : null))).toEqual(["ok", "leak"]);
    expect(answer?.handoff?.outcome).toBe("leak");
  });

  test("the errno of page_tags ends the walk and is decoded as success", () => {
    const answer = replay(found("raw-errno"));
    expect(answer?.steps.at(-1)).toMatchObject({
      result: -12,
      errno: 0,
      stoppedBy: "page_tags_event",
      nrCalls: 1,
    });
  });
});

test.each(["1-off-the-chain", "2-done-and-stop", "3-reference-count", "4-direct-call"])(
  "fixed/%s is silent where it is laid over the tree",
  async (name) => {
    const under = `fixed/${name}/`;
    const mended = new Map([...files].filter(([file]) => !file.startsWith("fixed/")));
    for (const [file, text] of files) if (file.startsWith(under)) mended.set(file.slice(under.length), text);
    // What a way out makes superfluous still stands in the tree and calls what is gone: it is left out here.
    for (const file of mended.keys()) if (replaced(name).includes(file)) mended.delete(file);
    const left = runRules(await analyse(mended)).filter((f) => f.rule !== "raw-errno");
    expect(left).toEqual([]);
  },
);

/** The direct call does without these. */
function replaced(name: string): readonly string[] {
  return name === "4-direct-call"
    ? ["kernel/profile.c", "kernel/task_stats.c", "drivers/staging/android/lowmemorykiller.c"]
    : [];
}
