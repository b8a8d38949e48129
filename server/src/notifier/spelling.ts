/**
 * Return values as text: reads the spellings that contract.md lists under "Return values, spelled", and writes an
 * integer the way a kernel developer reads it. This file must not know scenarios, callbacks or C beyond these forms.
 */
import { errnoName, errnoNumber, MAX_ERRNO, spellErrno } from "./errno";
import {
  endsWalk,
  NOTIFY_OK,
  NOTIFY_STOP_MASK,
  NOTIFY_VALUES,
  notifierFromErrno,
  notifierToErrno,
  toInt,
} from "./values";

/** What a spelling says: one integer; a value that is not known; or nothing, because it is not a spelling. */
export type Spelled =
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "unknown"; readonly reason: string }
  | { readonly kind: "mistake"; readonly reason: string };

/** One line that says which spellings there are. */
export const SPELLINGS =
  "NOTIFY_DONE, NOTIFY_OK, NOTIFY_BAD, NOTIFY_STOP, NOTIFY_STOP_MASK|X, an errno such as -EINVAL, " +
  "an integer, notifier_from_errno(X) or ?";

const TOKEN = /\s*(?:(\.\.\.)|(0[xX][0-9a-fA-F]+|[0-9]+)[uUlL]*(?![\w.])|([A-Za-z_]\w*)|([-~|()?]))/y;

/** What an expression is worth while it is read: an integer, or null once something unknown takes part. */
type Worth = number | null;

interface Reader {
  readonly fromErrno: (errno: number) => number;
  readonly tokens: readonly string[];
  at: number;
}

/** Why a text is not a spelling. Thrown inside this file only: {@link parseSpelling} returns it as a mistake. */
class SpellingMistake extends Error {}

/** Longer texts are no spelling of a value; the bound also keeps the recursion of the reader shallow. */
const LONGEST = 200;

function tokensOf(text: string): string[] {
  if (text.length > LONGEST) throw new SpellingMistake(`is longer than ${LONGEST} characters`);
  const tokens: string[] = [];
  const token = new RegExp(TOKEN);
  let end = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    tokens.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? "");
    end = token.lastIndex;
  }
  const rest = text.slice(end).trim();
  if (rest !== "") throw new SpellingMistake(`cannot read ${JSON.stringify(rest)}`);
  if (tokens.length === 0) throw new SpellingMistake("is empty");
  return tokens;
}

/** A literal as C reads it: hexadecimal after 0x, octal after another leading 0. */
function readInteger(token: string): number {
  const octal = /^0[0-7]+$/.test(token);
  const value = octal ? Number.parseInt(token, 8) : Number(token);
  if (!octal && /^0\d/.test(token)) throw new SpellingMistake(`"${token}" is not an octal number`);
  if (value > 0xffffffff) throw new SpellingMistake(`${token} does not fit into 32 bits`);
  return toInt(value);
}

function readName(name: string): number {
  const value = NOTIFY_VALUES.get(name) ?? errnoNumber(name);
  if (value === undefined) throw new SpellingMistake(`"${name}" is not a name known here`);
  return value;
}

function expect(reader: Reader, token: string): void {
  const found = reader.tokens[reader.at];
  if (found !== token)
    throw new SpellingMistake(`expected "${token}" ${found === undefined ? "at the end" : `at "${found}"`}`);
  reader.at++;
}

/** `notifier_from_errno(X)` or `notifier_to_errno(X)`, after its name; `...` stands for an unknown argument. */
function readCall(reader: Reader, convert: (value: number) => number): Worth {
  expect(reader, "(");
  const unknown = reader.tokens[reader.at] === "...";
  if (unknown) reader.at++;
  const argument = unknown ? null : readAlternatives(reader);
  expect(reader, ")");
  return argument === null ? null : convert(argument);
}

function readAtom(reader: Reader): Worth {
  const token = reader.tokens[reader.at++];
  if (token === undefined) throw new SpellingMistake("ends too early");
  if (token === "?") return null;
  if (token === "(") {
    const inner = readAlternatives(reader);
    expect(reader, ")");
    return inner;
  }
  if (token === "-" || token === "~") {
    const operand = readAtom(reader);
    if (operand === null) return null;
    return toInt(token === "-" ? -operand : ~operand);
  }
  if (token === "notifier_from_errno") return readCall(reader, reader.fromErrno);
  if (token === "notifier_to_errno") return readCall(reader, notifierToErrno);
  if (/^[0-9]/.test(token)) return readInteger(token);
  if (/^[A-Za-z_]/.test(token)) return readName(token);
  throw new SpellingMistake(`"${token}" stands where a value should`);
}

function readAlternatives(reader: Reader): Worth {
  let worth = readAtom(reader);
  while (reader.tokens[reader.at] === "|") {
    reader.at++;
    const operand = readAtom(reader);
    worth = worth === null || operand === null ? null : worth | operand;
  }
  return worth;
}

/**
 * Reads a return value.
 * @param text one of {@link SPELLINGS}, nested and or-ed at will; integers may be hexadecimal and unsigned.
 * @param fromErrno the notifier_from_errno() of the kernel at hand; it changed once, in 2.6.35.
 * @returns the value in the range of a C `int`; "unknown" for `?`, `notifier_from_errno(...)` and what contains them.
 */
export function parseSpelling(
  text: string,
  fromErrno: (errno: number) => number = notifierFromErrno,
): Spelled {
  try {
    const reader: Reader = { fromErrno, tokens: tokensOf(text), at: 0 };
    const worth = readAlternatives(reader);
    const rest = reader.tokens[reader.at];
    if (rest !== undefined) throw new SpellingMistake(`"${rest}" follows a complete value`);
    if (worth === null) return { kind: "unknown", reason: `${text.trim()} has no single value` };
    return { kind: "value", value: worth };
  } catch (error) {
    if (error instanceof SpellingMistake) return { kind: "mistake", reason: error.message };
    throw error;
  }
}

const VALUE_NAMES: ReadonlyMap<number, string> = new Map(
  [...NOTIFY_VALUES].map(([name, value]): [number, string] => [value, name]),
);

/** The errno that a well-formed notifier_from_errno() value carries: negative, or null for any other value. */
function wrappedErrno(value: number): number | null {
  if (value < 0 || !endsWalk(value)) return null;
  const errno = notifierToErrno(value);
  return errno < 0 && errno >= -MAX_ERRNO && notifierFromErrno(errno) === value ? errno : null;
}

/**
 * The name of a value as source code would spell it: `NOTIFY_OK`, `notifier_from_errno(-EINVAL)`, `-EINVAL` for a raw
 * errno, `NOTIFY_STOP_MASK|…` for other values with the stop bit, and the plain integer for the rest.
 */
export function spellValue(value: number): string {
  const name = VALUE_NAMES.get(value);
  if (name !== undefined) return name;
  const errno = wrappedErrno(value);
  if (errno !== null) return `notifier_from_errno(${spellErrno(errno)})`;
  if (value < 0 && errnoName(-value) !== undefined) return spellErrno(value);
  if (value > NOTIFY_OK && endsWalk(value)) return `NOTIFY_STOP_MASK|${value & ~NOTIFY_STOP_MASK}`;
  return String(value);
}

/** The 32 bits of a value in hexadecimal, four digits at least: 0x0001, 0x8002, 0xffffffea. */
export function hexValue(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(4, "0")}`;
}

/** Name and hexadecimal, as a kernel log would give them: `NOTIFY_BAD (0x8002)`, `-EINVAL (0xffffffea)`. */
export function describeValue(value: number): string {
  return `${spellValue(value)} (${hexValue(value)})`;
}
