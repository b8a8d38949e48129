/**
 * What is called for a function when it gives up, that its own way out does not show: functions that it has handed over
 * as actions, and what its callers in the file do when it fails. Read from the text. Must not know what is undone.
 */
import type { Undoing } from "./afterwards";
import type { FunctionContext } from "./context";
import type { CleanUpFact } from "./facts";
import type { FileFunctions } from "./fileFunctions";
import { namesCalledIn } from "./undoing";

/** devm_add_action(), devm_add_action_or_reset(), drmm_add_action(): the second argument is the function. */
const ADDS_ACTION = /\w*add_action\w*\s*\([^,;]+,\s*(\w+)/g;

/** What tells for each function of a file which clean-ups others make for it. */
export function cleanUpsIn(file: FileFunctions, undoing: Undoing): (c: FunctionContext) => CleanUpFact {
  const reached = (names: readonly string[]): string[] => [
    ...new Set(names.flatMap((name) => [name, ...undoing(name)])),
  ];
  return ({ fn, source }) => {
    const actions = [...source.text(fn.body).matchAll(ADDS_ACTION)].map(([, action = ""]) => action);
    const call = new RegExp(`\\b${fn.name}\\s*\\(`);
    const perCaller = file
      .mentioning(fn.name)
      .filter((entry) => call.test(entry.text))
      .map((entry) => reached(namesCalledIn(failureWay(entry.text, call))));
    const [first = [], ...others] = perCaller;
    return {
      actions: reached(actions),
      // Each of the callers must do it.
      byCallers: first.filter((name) => others.every((names) => names.includes(name))),
    };
  };
}

/** The text that runs where a call fails: up to the next `return`, or what stands behind the label of the next `goto`. */
function failureWay(text: string, call: RegExp): string {
  const [called = ""] = call.exec(text) ?? [];
  const rest = text.slice(text.search(call) + called.length);
  const end = /\b(?:return\b|goto\s+(\w+))/.exec(rest);
  if (!end) return "";
  const label = end[1] === undefined ? -1 : text.search(new RegExp(`^\\s*${end[1]}\\s*:`, "m"));
  return rest.slice(0, end.index) + (label < 0 ? "" : text.slice(label));
}
