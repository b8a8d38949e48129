/**
 * The independent measurement: every place of a kernel tree that gives a notifier block its callback, found in the text
 * alone. It must not use the product's parser, dialect, facts or file search, because it is what they are judged by.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { rgPath } from "@vscode/ripgrep";

/** What is no part of a kernel: prose, and programs that run on top of it. */
const LEFT_OUT = ["Documentation", "tools", "scripts"];

/**
 * @typedef {object} Assignment a place that makes a function the callback of a block
 * @property {string} file
 * @property {number} line
 * @property {string} written the value as it stands there
 * @property {string | null} name the function; null where the value is read from somewhere else and nobody sets it there
 * @property {boolean} definedHere whether the file itself holds a definition of that function
 */

/**
 * Finds the assignments and initialisers of `notifier_call` in a tree, those made by macros included.
 * @param {string} root
 * @returns {Assignment[]}
 */
export function scanAssignments(root) {
  const codes = new Map();
  const codeOf = (file) => {
    if (!codes.has(file)) codes.set(file, readCode(root, file));
    return codes.get(file);
  };
  const direct = filesWith(root, ["notifier_call", "struct notifier_block", "notifier_fn_t"]);
  const written = direct.flatMap((file) => directAssignments(file, codeOf(file).text));
  const tables = tablesRead(written);
  const macros = macrosThatAssign(
    direct.flatMap((file) => codeOf(file).macros.map((m) => ({ ...m, file }))),
    tables,
  );
  const users =
    macros.length === 0
      ? []
      : filesWith(
          root,
          macros.map((macro) => macro.name),
        );
  const found = direct.flatMap((file) => tableEntries(file, codeOf(file).text, tables));
  for (const file of users)
    for (const macro of macros) found.push(...macroAssignments(file, codeOf(file).text, macro));
  // What a table holds is counted where it is written; only a table that nobody fills is counted where it is read.
  found.push(...written.filter((one) => !found.some((entry) => isEntryOf(entry, one))));
  return found.map((assignment) => ({
    ...assignment,
    definedHere: assignment.name !== null && defines(codeOf(assignment.file).text, assignment.name),
  }));
}

/** The .c and .h files of the tree in which one of some words stands, sorted. */
function filesWith(root, words) {
  const patterns = words.flatMap((word) => ["-e", word]);
  const globs = ["*.c", "*.h", ...LEFT_OUT.map((folder) => `!/${folder}/`)].flatMap((glob) => ["-g", glob]);
  const args = ["-l", "-w", "-F", "--no-ignore", "--no-config", ...globs, ...patterns, "."];
  try {
    const listed = execFileSync(rgPath, args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 28 });
    return listed
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.replace(/^\.\//, ""))
      .sort();
  } catch (error) {
    if (error.status === 1) return [];
    throw error;
  }
}

/** A file's text without comments, strings, `#if 0` and directives, at the same offsets, and the macros it defines. */
function readCode(root, file) {
  const blank = (text) => text.replace(/[^\n]/g, " ");
  const raw = readFileSync(path.join(root, file), "utf8");
  const bare = raw.replace(
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g,
    blank,
  );
  const live = bare.replace(/^[ \t]*#[ \t]*if[ \t]+0\b[\s\S]*?^[ \t]*#[ \t]*(?:else|elif|endif)\b/gm, blank);
  const macros = [];
  const text = live.replace(/^[ \t]*#(?:[^\n]*\\\n)*[^\n]*/gm, (directive) => {
    const macro = /^[ \t]*#[ \t]*define[ \t]+(\w+)\(([^)]*)\)([\s\S]*)$/.exec(directive);
    if (macro) {
      const [, name, parameters, body] = macro;
      macros.push({
        name,
        parameters: parameters.split(",").map((p) => p.trim()),
        body: body.replace(/\\\n/g, " "),
      });
    }
    return blank(directive);
  });
  return { text, macros };
}

/** `nb->notifier_call = data->fn`: the members that callbacks are read from, and the folders in which they are. */
function tablesRead(written) {
  return written.flatMap(({ file, name, written: value }) => {
    const member = name === null ? /(?:->|\.)\s*(\w+)$/.exec(value)?.[1] : undefined;
    return member === undefined ? [] : [{ member, folder: path.dirname(file) }];
  });
}

/** `.fn = callback` in a folder whose code gives blocks what a member of that name holds. */
function tableEntries(file, text, tables) {
  return tables
    .filter(({ folder }) => folder === path.dirname(file))
    .flatMap(({ member }) =>
      [...text.matchAll(new RegExp(`\\.\\s*${member}\\s*=(?!=)`, "g"))].flatMap((match) =>
        assignments(file, text, match.index, expressionAt(text, match.index + match[0].length)).map(
          (one) => ({
            ...one,
            member,
          }),
        ),
      ),
    );
}

function isEntryOf(entry, { file, name, written }) {
  if (name !== null || entry.member === undefined) return false;
  return path.dirname(entry.file) === path.dirname(file) && written.endsWith(entry.member);
}

/** Macros that assign one of their arguments, at first or second hand: name, parameters, the value as a template. */
function macrosThatAssign(macros, tables) {
  const known = new Map();
  for (let more = true; more; ) {
    more = false;
    for (const macro of macros) {
      const members = tables.filter((t) => t.folder === path.dirname(macro.file)).map((t) => t.member);
      const value = known.has(macro.name) ? null : assignedBy(macro, known, ["notifier_call", ...members]);
      if (value === null) continue;
      const member = members.find((m) => new RegExp(`\\.\\s*${m}\\s*=`).test(macro.body));
      known.set(macro.name, { ...macro, value, member });
      more = true;
    }
  }
  return [...known.values()];
}

function assignedBy({ parameters, body }, known, members) {
  const assigned = new RegExp(`\\b(?:${members.join("|")})\\s*=(?!=)\\s*([\\w#]+(?:\\s*##\\s*\\w+)*)`).exec(
    body,
  )?.[1];
  const inner = [...known.values()].flatMap((macro) => uses(body, macro).map(({ value }) => value))[0];
  const value = assigned ?? inner ?? "";
  return value.split(/\W+/).some((word) => parameters.includes(word)) ? value : null;
}

/** The uses of a macro in a text, with the value that each assigns. */
function uses(text, { name, parameters, value }) {
  return [...text.matchAll(new RegExp(`\\b${name}\\s*\\(`, "g"))].map((match) => {
    const args = splitArguments(text, match.index + match[0].length);
    const given = value.replace(/\w+/g, (word) => args[parameters.indexOf(word)] ?? word);
    return { at: match.index, value: given.replace(/\s*##\s*/g, "").trim() };
  });
}

function macroAssignments(file, text, macro) {
  return uses(text, macro).flatMap(({ at, value }) =>
    assignments(file, text, at, value).map((one) => (macro.member ? { ...one, member: macro.member } : one)),
  );
}

function directAssignments(file, text) {
  const found = [];
  for (const match of text.matchAll(/(?:(\w+)\s*)?(?:\.|->)\s*notifier_call\s*=(?!=)/g))
    if (!isOtherStruct(text, match[1]))
      found.push(...assignments(file, text, match.index, expressionAt(text, match.index + match[0].length)));
  // Positional: `struct notifier_block b = { callback, NULL, 0 }`.
  for (const match of text.matchAll(/\bstruct\s+notifier_block\s+\w+\s*=\s*\{\s*(?=[\w(&])/g))
    found.push(...assignments(file, text, match.index, expressionAt(text, match.index + match[0].length)));
  return found;
}

/** Whether a file declares a variable as another struct: `struct gmap_notifier` has such a member too. */
function isOtherStruct(text, variable) {
  if (variable === undefined) return false;
  const declared = new RegExp(`\\bstruct\\s+(\\w+)\\s*\\*?\\s*${variable}\\s*[;=,)\\[]`).exec(text)?.[1];
  return declared !== undefined && declared !== "notifier_block" && !memberOf(text, variable);
}

/** Whether a file also has a struct's member or a block of that name. */
function memberOf(text, name) {
  return new RegExp(`\\bstruct\\s+notifier_block\\s*\\*?\\s*${name}\\b|(?:->|\\.)\\s*${name}\\b`).test(text);
}

/** One assignment for each function that the value may be; none where it takes the callback away. */
function assignments(file, text, at, written) {
  const line = text.slice(0, at).split("\n").length;
  const choices = /\?/.test(written) ? written.slice(written.indexOf("?") + 1).split(":") : [written];
  return choices.flatMap((choice) => {
    const value = withoutCasts(choice);
    // Two words are a parameter: a function that bears the macro's name, for a kernel without the feature.
    if (/^(?:NULL|0)?$/.test(value) || /^\w+\s+\w+$/.test(value)) return [];
    const name = /^[A-Za-z_]\w*$/.test(value) ? value : null;
    return [{ file, line, written: written.replace(/\s+/g, " ").trim(), name }];
  });
}

/** `(int (*)(struct notifier_block *, …))f` → `f`, `&f` → `f`, `(f)` → `f`. */
function withoutCasts(expression) {
  let rest = expression.trim();
  while (rest.startsWith("(")) {
    const inner = splitArguments(rest, 1).join(",");
    const after = rest.slice(inner.length + 2).trim();
    rest = after === "" ? inner.trim() : after;
  }
  return rest.replace(/^&\s*/, "").trim();
}

/** The text up to the `,`, `;`, `)` or `}` that ends an expression. */
function expressionAt(text, start) {
  return splitArguments(text, start)[0] ?? "";
}

/** The pieces between commas from `start` to the bracket or semicolon that closes them. */
function splitArguments(text, start) {
  const pieces = [];
  let depth = 0;
  let from = start;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (depth === 0 && (c === "," || c === ")" || c === "}" || c === ";")) {
      pieces.push(text.slice(from, i));
      from = i + 1;
      if (c !== ",") return pieces;
    }
    if (c === "(" || c === "{" || c === "[") depth++;
    else if (c === ")" || c === "}" || c === "]") depth--;
  }
  return pieces;
}

function defines(text, name) {
  return new RegExp(`\\b${name}\\s*\\([^;{}]*\\)[\\s\\w]*\\{`).test(text);
}
