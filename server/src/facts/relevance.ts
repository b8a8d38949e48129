/**
 * Which parts of a file can matter, judged by their text before anything is parsed. Errs on the side of keeping: a part
 * kept in vain costs time, a part passed over loses facts. Must not parse.
 */
import { BLOCK_TYPE } from "../notifier/kernelApi";
import { speaksOfNotifying } from "../notifier/naming";
import { HEAD_MACROS } from "../syntax/dialectTable";
import { withoutComments } from "./parts";

/** Something of notifiers, wherever it stands: most texts have nothing of the kind and are done with here. */
const SIGN = /notif|_chain|^call_chain/i;

const CALL = /\b([A-Za-z_]\w*)\s*\(/g;

/** Called by every other callback and of no interest by themselves. */
const CONVERSIONS: ReadonlySet<string> = new Set(["notifier_from_errno", "notifier_to_errno"]);

const BLOCKS = new RegExp(`\\b${BLOCK_TYPE.replace(" ", "\\s+")}\\b|\\bnotifier_(?:call|fn_t)\\b`);

/** Whether a function's text calls something whose name speaks of notifying, or handles a notifier block. */
export function speaks(text: string): boolean {
  if (!SIGN.test(text)) return false;
  const code = withoutComments(text);
  if (BLOCKS.test(code)) return true;
  for (const [, callee = ""] of code.matchAll(CALL))
    if (speaksOfNotifying(callee) && !CONVERSIONS.has(callee)) return true;
  return false;
}

const HEADS_OR_BLOCKS = new RegExp(`notifier|${[...HEAD_MACROS.keys()].join("|")}`);

/** Whether a declaration or a type can hold a head or a block, or is one of some structs. */
export function declares(text: string, structs: ReadonlySet<string>): boolean {
  if (HEADS_OR_BLOCKS.test(text)) return true;
  if (structs.size > 0)
    for (const match of text.matchAll(/\bstruct\s+(\w+)\s*\{/g))
      if (structs.has(`struct ${match[1]}`)) return true;
  return false;
}

/** A name that a priority is given by: CPU_PRI_PERF, KEYBOARD_PRIO, X_PRIORITY. */
const PRIORITIES = /PRI(?:O|ORITY)?(?:_|\b)/;

/** Whether a part can give priorities names. */
export function namesPriorities(text: string): boolean {
  return PRIORITIES.test(text) && /^#|\benum\b/.test(text);
}
