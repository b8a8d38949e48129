/**
 * Holds one rule to a fixture: exactly the findings that the carets tell; each witness replayed; each fix applied. Every
 * fixture of every rule goes through all of it.
 */
import { expect } from "vitest";
import type { Finding, TextEdit } from "../../server/src/base/finding";
import { lineIndex } from "../../server/src/base/text";
import { runRules } from "../../server/src/rules/index";
import { readScenario } from "../../server/src/scenario/readScenario";
import { type Answer, simulate } from "../../server/src/simulator/index";
import { analyse, errorsIn } from "../support/analyse";
import { differences, parseFixture } from "../support/fixture";

type Files = ReadonlyMap<string, string>;

/** The findings of one rule in a tree of files. */
export async function findingsOf(rule: string, files: Files): Promise<Finding[]> {
  return runRules(await analyse(files), { only: [rule] });
}

/**
 * Checks a rule against a fixture. An annotation may also ask for `fix: NEW TEXT (safe)` or `no fix`, which are taken to
 * stand at the end of the message.
 */
export async function checkRule(rule: string, text: string): Promise<void> {
  const fixture = parseFixture(text);
  const findings = await findingsOf(rule, fixture.files);
  expect(differences(fixture, findings.map(withFix))).toEqual([]);
  for (const finding of findings) {
    checkWitness(finding);
    await checkFix(fixture.files, finding);
  }
}

function withFix(finding: Finding): Finding {
  const { fix, message } = finding;
  const words = fix ? `fix: ${fix.edits.map((e) => e.newText).join(" ")} (${fix.safety})` : "no fix";
  return { ...finding, message: `${message} ${words}` };
}

/** Replays a finding's witness, as saved to a file and read again. */
export function replay(finding: Finding): Answer | null {
  if (finding.witness === null) return null;
  const read = readScenario(JSON.stringify(finding.witness));
  if (!read.ok) throw new Error(`the witness of ${finding.message} is no scenario: ${JSON.stringify(read)}`);
  const simulation = simulate(read.scenario);
  if (!simulation.ok)
    throw new Error(`the witness of ${finding.message}: ${JSON.stringify(simulation.mistakes)}`);
  return simulation.answer;
}

/** A walk that a callback ends before somebody else is called. */
const cutShort = (answer: Answer): void =>
  expect(answer.steps.at(-1)).toMatchObject({
    op: expect.stringMatching(/^call/),
    stoppedBy: expect.any(String),
    nrCalls: 1,
  });

const decodesAsSuccess = (answer: Answer): void => {
  cutShort(answer);
  expect(answer.steps.at(-1)).toMatchObject({ errno: 0 });
};

/** The harm that a rule claims, as the answer to a witness must show it. */
const SHOWS: Readonly<Record<string, (answer: Answer) => void>> = {
  "caller-contract-mismatch": (answer) =>
    expect(answer.steps.at(-1)).toHaveProperty(
      "result",
      expect.toSatisfy((n: number) => n > 0),
    ),
  "caller-equality-test": (answer) =>
    expect(answer.steps.at(-1)).toMatchObject({ stoppedBy: expect.any(String), nrCalls: 1 }),
  "pre-veto-without-abort": (answer) =>
    expect(answer.steps.at(-1)).toMatchObject({ stoppedBy: expect.any(String), nrCalls: 2 }),
  "unclaimed-object": (answer) => expect(answer.handoff?.outcome).toBe("double-free"),
  "claim-test-mismatch": (answer) => expect(answer.handoff).toMatchObject({ callerFrees: true, owners: 1 }),
  "veto-ignored-by-caller": (answer) =>
    expect(answer.steps.at(-1)).toHaveProperty(
      "errno",
      expect.toSatisfy((n: number) => n < 0),
    ),
  "phantom-claim": (answer) => expect(answer.handoff?.outcome).toBe("leak"),
  "masked-claim": (answer) => expect(answer.handoff?.outcome).toBe("double-free"),
  "multiple-claimants": (answer) => expect(answer.handoff?.outcome).toMatch(/^(?:leak|double-free)$/),
  "raw-errno": decodesAsSuccess,
  "bare-stop-mask": decodesAsSuccess,
  "double-wrap": decodesAsSuccess,
  "stop-on-ignored-event": cutShort,
  "error-on-undo-event": cutShort,
  "stop-in-fallback-chain": cutShort,
  "default-veto": cutShort,
  // Whoever still wants to be told is not.
  "double-registration": (answer) => {
    expect(answer.steps[2]).toSatisfy((step) => step.damage !== undefined || step.warning !== undefined);
    expect(answer.steps.at(-1)).toMatchObject({ op: "call", nrCalls: expect.toSatisfy((n) => n < 2) });
  },
  "shared-notifier-block": (answer) =>
    expect(answer.steps).toContainEqual(
      expect.objectContaining({ damage: [expect.objectContaining({ lost: [expect.any(String)] })] }),
    ),
  "stop-on-robust-chain": (answer) =>
    expect(answer.steps.at(-1)).toMatchObject({ op: "callRobust", errno: 0, rolledBack: true, nrCalls: 2 }),
};

/** Rules that are warnings, whatever their witness shows of an object. */
const WARNINGS: ReadonlySet<string> = new Set(["raw-errno", "claim-test-mismatch"]);

/** Rules whose errors are not shown by a walk: the code itself leads to a call of freed memory. */
const FREED: ReadonlySet<string> = new Set(["error-path-leak", "missing-unregister", "init-section"]);

function checkWitness(finding: Finding): void {
  const answer = replay(finding);
  if (finding.severity === "error" && !FREED.has(finding.rule))
    expect(answer, finding.message).not.toBeNull();
  if (!answer) return;
  // A handoff rule that only warns shows somebody who is left with what another one has freed.
  const warnsOfKeeping = finding.severity === "warning" && !WARNINGS.has(finding.rule);
  if (answer.handoff && warnsOfKeeping) expect(answer.handoff.dangling).toHaveLength(1);
  else SHOWS[finding.rule]?.(answer);
  expect(SHOWS).toHaveProperty([finding.rule]);
}

/** A fix gives C that parses as well as before, takes its finding away, and leaves nothing to fix there. */
async function checkFix(files: Files, finding: Finding): Promise<void> {
  if (!finding.fix) return;
  const mended = applyEdits(files, finding.fix.edits);
  for (const edit of finding.fix.edits) {
    expect(mended.get(edit.file)).not.toBe(files.get(edit.file));
    expect(await errorsIn(mended.get(edit.file) ?? "")).toBe(await errorsIn(files.get(edit.file) ?? ""));
  }
  const same = (f: Finding): boolean => f.file === finding.file && f.line === finding.line;
  const before = (await findingsOf(finding.rule, files)).filter(same);
  const after = (await findingsOf(finding.rule, mended)).filter(same);
  expect(after).toHaveLength(before.length - 1);
  expect(
    applyEdits(
      mended,
      after.flatMap((f) => f.fix?.edits ?? []),
    ),
  ).toEqual(mended);
}

/** Applies edits that do not overlap. */
function applyEdits(files: Files, edits: readonly TextEdit[]): Map<string, string> {
  const result = new Map(files);
  const lastFirst = [...edits].sort((a, b) => b.startLine - a.startLine || b.startColumn - a.startColumn);
  for (const edit of lastFirst) {
    const text = result.get(edit.file) ?? "";
    const index = lineIndex(text);
    const start = index.offset({ line: edit.startLine, column: edit.startColumn });
    const end = index.offset({ line: edit.endLine, column: edit.endColumn });
    result.set(edit.file, text.slice(0, start) + edit.newText + text.slice(end));
  }
  return result;
}
