/**
 * The simulator against the kernel's own kernel/notifier.c, compiled in user space: the same random programs through
 * both, and every step of every one has to be equal — return values, errnos, nr_calls, who was called with which event
 * and in which order, warnings, and what never ends.
 */
import { spawnSync } from "node:child_process";
import { CannotCompile, compileNotifier } from "./conformance/compile.mjs";
import { expected } from "./conformance/expect.mjs";
import { randomScenario } from "./conformance/generate.mjs";
import { namesOf, translate } from "./conformance/translate.mjs";
import { importSources } from "./sources.mjs";

export const PROGRAMS = 100_000;
/** Programs for one run of the driver: enough to make its start nothing, few enough for one string. */
const BATCH = 10_000;
/** A driver that runs longer than this over one batch hangs. */
const PATIENCE = 120_000;
const SHOWN = 3;

/**
 * Adds to the suite's totals how many programs were run, and fails one for each that differs.
 * @param {{ seed: number, programs: number }} options
 */
export async function checkConformance(suite, tree, { seed, programs }) {
  const run = await prepare(suite, tree);
  if (run === null) return;
  console.log(`conformance: seed ${seed}, ${programs} programs`);
  const totals = { steps: 0, endless: 0, differing: 0 };
  try {
    for (let from = 0; from < programs; from += BATCH) {
      const count = Math.min(BATCH, programs - from);
      const scenarios = Array.from({ length: count }, (_, i) => randomScenario(seed, from + i));
      for (const [i, difference] of run.all(scenarios, totals).entries())
        if (difference !== null && totals.differing++ < SHOWN) show(`program ${from + i}`, difference);
    }
  } finally {
    run.remove();
  }
  const passed = programs - totals.differing;
  const what = `programs step by step equal to kernel/notifier.c (${totals.steps} steps, ${totals.endless} programs that never end)`;
  suite.checkAll(what, passed, totals.differing);
}

/** Runs scenarios of one's own through both. */
export async function replay(suite, tree, scenarios) {
  const run = await prepare(suite, tree);
  if (run === null) return;
  try {
    const totals = { steps: 0, endless: 0 };
    for (const [i, difference] of run.all(scenarios, totals).entries()) {
      suite.check(`scenario ${i + 1} is step by step equal to kernel/notifier.c`, difference === null);
      if (difference !== null) show(`scenario ${i + 1}`, difference);
    }
  } finally {
    run.remove();
  }
}

async function prepare(suite, tree) {
  const { simulate } = await importSources(
    `export { simulate } from "./server/src/simulator/index";`,
    "conformance",
  );
  try {
    const { program, remove } = compileNotifier(tree);
    return { all: (scenarios, totals) => compareAll(simulate, program, scenarios, totals), remove };
  } catch (error) {
    if (!(error instanceof CannotCompile)) throw error;
    suite.check("kernel/notifier.c compiles in user space", false, error.message.split("\n"));
    return null;
  }
}

/** For each scenario what differs, or null. */
function compareAll(simulate, program, scenarios, totals) {
  const answers = scenarios.map((scenario) => {
    const simulation = simulate(scenario);
    if (!simulation.ok)
      return simulation.mistakes.map(({ path, message }) => `${path}: ${message}`).join("; ");
    totals.steps += simulation.answer.steps.length;
    if (simulation.answer.endless) totals.endless++;
    return expected(simulation.answer.steps, namesOf(scenario));
  });
  const kernel = runDriver(program, scenarios.map(translate).join(""));
  if (kernel.length !== scenarios.length)
    throw new Error(`the driver answered ${kernel.length} of ${scenarios.length} programs`);
  return scenarios.map((scenario, i) =>
    answers[i] === kernel[i] ? null : { scenario, simulator: answers[i], kernel: kernel[i] },
  );
}

function runDriver(program, input) {
  const { error, status, stdout, stderr } = spawnSync(program, {
    input,
    encoding: "latin1",
    maxBuffer: 2 ** 30,
    timeout: PATIENCE,
  });
  if (error && stderr === "") throw error;
  if (status !== 0) throw new Error(`the conformance driver failed (${status}): ${stderr}`);
  return stdout.split("\n").slice(0, -1);
}

/** A difference as a scenario file that can be run again, and both answers, of which only the last step may differ. */
function show(name, { scenario, simulator, kernel }) {
  console.log(`${name} differs; replay it with \`node scripts/conformance.mjs --replay FILE\`, FILE being`);
  console.log(JSON.stringify(scenario, null, 2));
  console.log(`  simulator ${simulator}\n  kernel    ${kernel}`);
}
