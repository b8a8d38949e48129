/** What the panel shows as plain text, in the words of the command line: the report's own. Must not add a judgement. */
import { comparisonText } from "../../../../server/src/report/comparison";
import { differences, differencesText } from "../../../../server/src/report/difference";
import { simulationText } from "../../../../server/src/report/simulation";
import { simulate } from "../../../../server/src/simulator";
import { runScenario } from "./scenario";
import { isChanged, NO_CHANGES, type PanelState } from "./state";
import { compute } from "./view";

/** The run, what it takes for granted, what the changes changed, and the comparison. */
export function copiedText(state: PanelState): string {
  const { run, mistakes, comparison } = compute(state);
  if (run === null)
    return ["This scenario cannot be run:", ...mistakes.map((one) => `  ${one}`), ""].join("\n");
  const { scenario, answer } = run;
  const { assumptions } = state.origin;
  const text = simulationText({ scenario, answer, ...(assumptions.length > 0 ? { assumptions } : {}) });
  const rows = comparison === null ? [] : [comparisonText(scenario, comparison)];
  return [text, ...changedText(state), ...rows].join("\n");
}

/** What is otherwise than in the code, where the two can be compared. */
function changedText(state: PanelState): string[] {
  if (!isChanged(state.changes)) return [];
  const before = simulate(runScenario({ ...state, changes: NO_CHANGES }));
  const after = simulate(runScenario(state));
  if (!before.ok || !after.ok) return [];
  return [
    differencesText([state.loaded ?? "changed in the panel"], differences(before.answer, after.answer)),
  ];
}

/** The scenario of the run, as a document to save. */
export function savedScenario(state: PanelState): { readonly name: string; readonly text: string } {
  const scenario = runScenario(state);
  const name = (scenario.chain?.name ?? "scenario").replaceAll(/[^\w.-]+/g, "-");
  return { name: `${name}.notifier.json`, text: `${JSON.stringify(scenario, null, 2)}\n` };
}
