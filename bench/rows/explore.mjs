/** Every run of a chain: ours, brute force, and SPIN on two models of the same question; verdicts must be equal. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { importSources, sourcesBundle } from "../../scripts/kernel/sources.mjs";
import { everything, taskFree } from "../lib/scenarios.mjs";
import { askSpin } from "../lib/spin.mjs";
import { notInstalled } from "../lib/tools.mjs";

const ENTRY = `export { explore, simulate } from "./server/src/simulator";`;
const BUNDLE = "bench-simulator";
const FIRST = path.join(import.meta.dirname, "../lib/firstExploration.mjs");

const OURS = [
  { callbacks: 12, scenario: taskFree, what: "equal priority, 3 values", atMost: 5 },
  { callbacks: 1000, scenario: taskFree, what: "equal priority, 3 values", atMost: 200 },
  { callbacks: 12, scenario: everything, what: "everything at once", atMost: 5 },
  { callbacks: 1000, scenario: everything, what: "everything at once", atMost: 200 },
];

/** A run of brute force that takes longer is the last one. */
const LONG = 1000;
const SIZES = { user: [4, 6, 8, 10, 12], best: [4, 6, 8, 10, 12, 1000] };
const MODELS = { user: "an order array, answers fixed before the walk", best: "our best model" };

export async function explore({ rows, tools, runs }) {
  const simulator = await importSources(ENTRY, BUNDLE);
  for (const row of OURS) ours(rows, simulator, row, runs);
  bruteForce(rows, simulator);
  for (const model of ["best", "user"])
    for (const callbacks of SIZES[model]) if (!spin(rows, tools, simulator, model, callbacks)) break;
}

function ours(rows, simulator, { callbacks, scenario, what, atMost }, runs) {
  const name = `explore ${callbacks} callbacks, ${what}`;
  const id = `explore_${scenario === everything ? "everything_" : ""}${callbacks}`;
  const firsts = Array.from({ length: runs }, () => {
    const args = [FIRST, sourcesBundle(BUNDLE), scenario.name, String(callbacks)];
    const { stdout, status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`the first exploration failed: ${stderr}`);
    return Number(stdout);
  });
  const asked = scenario(callbacks);
  const samples = [];
  for (let i = 0; i < 4 * runs + 10; i++) {
    const begun = performance.now();
    const { answer } = simulator.explore(asked);
    const ms = performance.now() - begun;
    if (!answer.exploration.complete) throw new Error(`${name}: not complete`);
    if (i >= 10) samples.push(ms);
  }
  rows.put({ id, name, short: "ours", unit: "ms", samples, atMost });
  rows.put({ id: `${id}_first`, name: `${name}: first call of a process`, unit: "ms", samples: firsts });
}

/** Every order and every choice of value, one after the other, as far as that goes in some ten seconds. */
function bruteForce(rows, simulator) {
  let last = null;
  for (let callbacks = 3; last === null || last.ms < LONG; callbacks++) {
    const begun = performance.now();
    const verdict = bruteVerdict(simulator, taskFree(callbacks));
    last = { callbacks, ms: performance.now() - begun };
    sameVerdict(ourVerdict(simulator, taskFree(callbacks)), verdict, `brute force, ${callbacks} callbacks`);
  }
  const name = `brute force, ${last.callbacks} callbacks (the most that end in some 10 s), verdict as ours`;
  rows.put({ id: "brute_force", name, unit: "ms", samples: [last.ms], against: [{ id: "explore_12" }] });
}

function bruteVerdict({ simulate }, scenario) {
  const outcomes = new Set();
  const { callbacks } = scenario;
  const walk = (order, left) => {
    if (left.length === 0) {
      const program = [...order.map(({ name }) => ({ register: name })), { call: 0 }];
      outcomes.add(simulate({ ...scenario, callbacks: order, program }).answer.handoff.outcome);
    }
    for (const one of left)
      for (const value of one.returns["*"])
        walk(
          [...order, { ...one, returns: { "*": value } }],
          left.filter((other) => other !== one),
        );
  };
  walk([], callbacks);
  return { leak: outcomes.has("leak"), doubleFree: outcomes.has("double-free") };
}

function ourVerdict(simulator, scenario) {
  const { outcomes } = simulator.explore(scenario).answer.exploration;
  return { leak: outcomes.leak !== undefined, doubleFree: outcomes["double-free"] !== undefined };
}

function sameVerdict(ours, theirs, what) {
  for (const key of Object.keys(ours))
    if (ours[key] !== theirs[key])
      throw new Error(`${what}: ${key} is ${theirs[key]}, ours says ${ours[key]}`);
}

/** @returns {boolean} whether a larger question is worth asking */
function spin(rows, tools, simulator, model, callbacks) {
  const id = `spin_${model}_${callbacks}`;
  const name = `SPIN, ${MODELS[model]}, ${callbacks} callbacks`;
  for (const tool of ["spin", "cc"])
    if (tools[tool].path === null) return miss(rows, id, name, notInstalled(tool, tools[tool]));
  const asked = { spin: tools.spin.path, cc: tools.cc.path, model, callbacks };
  if (callbacks === SIZES[model][0]) {
    // A second question, so that each verdict is seen to be either way.
    const other = answers({ ...asked, phantoms: 1 });
    sameVerdict(ourVerdict(simulator, taskFree(callbacks, 1)), other, name);
  }
  const answer = answers({ ...asked, phantoms: 0 });
  if (answer.gaveUp) return miss(rows, id, name, answer.gaveUp);
  const verdict = ourVerdict(simulator, taskFree(callbacks));
  sameVerdict(verdict, { leak: answer.leak, doubleFree: answer.doubleFree }, name);
  const told = `leak ${verdict.leak ? "yes" : "no"}, double free ${verdict.doubleFree ? "yes" : "no"}, as ours`;
  const against = [{ id: callbacks === 1000 ? "explore_1000" : "explore_12" }];
  rows.put({ id, name: `${name}: ${told}`, unit: "ms", samples: [answer.ms], against });
  return true;
}

function miss(rows, id, name, why) {
  rows.miss(id, name, why);
  return false;
}

/** Both questions to a model; the time is that of both. */
function answers(asked) {
  const leak = askSpin({ ...asked, ask: "ASK_LEAK" });
  if (leak.gaveUp) return leak;
  const twice = askSpin({ ...asked, ask: "ASK_DOUBLE_FREE" });
  if (twice.gaveUp) return twice;
  return { leak: leak.reachable, doubleFree: twice.reachable, ms: leak.ms + twice.ms };
}
