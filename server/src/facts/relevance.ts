/**
 * Which parts of a file can matter, judged by their text before anything is parsed. Errs on the side of keeping: a part
 * kept in vain costs time, a part passed over loses facts. Must not parse.
 */
import { BLOCK_TYPE } from "../notifier/kernelApi";
import { HEAD_MACROS } from "../syntax/dialectTable";
import { mattersByName } from "./calls";
import { callsToFollow } from "./macros";
import { withoutComments } from "./parts";

/** Something of notifiers, wherever it stands: most texts have nothing of the kind and are done with here. */
const SIGN = /notif|_chain/i;

const CALL = /\b([A-Za-z_]\w*)\s*\(/g;

const BLOCKS = new RegExp(`\\b${BLOCK_TYPE.replace(" ", "\\s+")}\\b|\\bnotifier_(?:call|fn_t)\\b`);

/** Whether a function's text calls something whose name speaks of notifying, or handles a notifier block. */
export function speaks(text: string): boolean {
  if (!SIGN.test(text)) return false;
  const code = withoutComments(text);
  if (BLOCKS.test(code)) return true;
  for (const [, callee = ""] of code.matchAll(CALL)) if (mattersByName(callee)) return true;
  return false;
}

const HEAD_OR_BLOCK = new RegExp(
  `notifier_(?:block|call|head|fn_t)\\b|_notifier_head\\b|${[...HEAD_MACROS.keys()].join("|")}`,
);

/** `int register_it(struct notifier_block *nb);` and nothing else. */
const PROTOTYPE = /^[^(={]*\w[\s*]+[a-z_]\w*\s*\((?!\s*\*)[^={]*\)[^={]*;?\s*$/;

/** Whether a declaration or a type can hold a head or a block, or is one of some structs. */
export function declares(text: string, structs: ReadonlySet<string>): boolean {
  if (HEAD_OR_BLOCK.test(text)) {
    const code = withoutComments(text);
    if (HEAD_OR_BLOCK.test(code) && !PROTOTYPE.test(code)) return true;
  }
  return definesStruct(text, structs);
}

/** Whether a text defines one of some structs. */
export function definesStruct(text: string, structs: ReadonlySet<string>): boolean {
  if (structs.size > 0)
    for (const match of text.matchAll(/\bstruct\s+(\w+)\s*\{/g))
      if (structs.has(`struct ${match[1]}`)) return true;
  return false;
}

/** Whether a #define can make, fill or register a block, or call what may walk a chain. */
export function definesMacro(text: string, watch: ReadonlySet<string>): boolean {
  return text.includes("notifier") || callsToFollow(text, watch);
}

/** A name that a priority is given by: CPU_PRI_PERF, KEYBOARD_PRIO, X_PRIORITY. */
const PRIORITIES = /PRI(?:O|ORITY)?(?:_|\b)/;

/** Whether a part can give priorities names. */
export function namesPriorities(text: string): boolean {
  return PRIORITIES.test(text) && /^#|\benum\b/.test(text);
}

const DEFINITIONS = new Map<string, RegExp>();

/** A pattern for a function's definition: {@link definitionLine}, and a brace before any semicolon. */
export function definitionOf(name: string): RegExp {
  const known = DEFINITIONS.get(name);
  if (known) return known;
  const made = new RegExp(`^${BEFORE_NAME}${name}[ \\t]*\\([^;{}]*\\{|${defineOf(name)}`, "m");
  DEFINITIONS.set(name, made);
  return made;
}

/**
 * An expression, understood alike by ripgrep and JavaScript, for the line on which the definition of one of some
 * functions begins: the name at its start or behind its type, and no semicolon at its end. It meets prototypes of
 * several lines too. Also a macro by that name.
 */
export function definitionLine(names: readonly string[]): string {
  const any = `(?:${names.join("|")})`;
  return `^${BEFORE_NAME}${any}[ \\t]*\\([^;\\n]*(?:\\{.*)?$|${defineOf(any)}`;
}

/**
 * An expression for whole lines that meets every line {@link definitionLine} meets, and some more (prototypes, calls at
 * a line's start). Each name stands in it once, in order: ripgrep passes over lines without looking closer for as long
 * as there are few different beginnings of names to look for, and counts one that stands twice twice.
 */
export function roughDefinitionLine(names: readonly string[]): string {
  return `^(?:${TYPE}|${DEFINE})?(?:${[...names].sort().join("|")})\\b[^\\n]*`;
}

const TYPE = "[A-Za-z_][^\\n;={}]*[ \\t*)]";

/** What can stand on the line of a definition's name before it. */
const BEFORE_NAME = `(?:${TYPE})?`;

const DEFINE = "[ \\t]*#[ \\t]*define[ \\t]+";

const defineOf = (name: string): string => `^${DEFINE}${name}\\b`;
