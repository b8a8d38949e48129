/**
 * Which members of structs say how a device is made: a file's tables set them, and nothing in the file changes them.
 * Read from the text of the file, and only of members that something asks about. Must not know who asks.
 */
import type { BlockCallFact, SettledFact } from "./blockCallFacts";
import type { FileFunctions } from "./fileFunctions";
import { type Part, withoutComments } from "./parts";
import { namesCalledIn } from "./undoing";

/** What is known of a member that describes a device; null for one that does not, as far as the file tells. */
export type Configuration = (member: string) => SettledFact | null;

/** `static const struct omap_dma_config omap3430_data = {`. */
const TABLE = /\bstruct\s+(\w+)\s+(?:\w+\s+)*?(\w+)\s*(?:__\w+\s*)*=\s*\{/;

const INITIALISED = /[{,\s]\.(\w+)\s*=\s*([^,}\s]+)/g;

/** A table of one struct with the members it sets to something. */
interface Table {
  readonly type: string;
  readonly name: string;
  readonly sets: ReadonlySet<string>;
}

/** How deep a function may be called from one that asks. */
const DEEPEST = 3;

/** What tells for the members of a file; each is looked for once. */
export function configurationOf(parts: readonly Part[], file: FileFunctions): Configuration {
  const known = new Map<string, ReturnType<Configuration>>();
  let tables: readonly Table[] | undefined;
  const find: Configuration = (member) => {
    tables ??= parts.flatMap((part) => (part.kind === "other" ? tableIn(part.text) : []));
    const setting = tables.filter(({ sets }) => sets.has(member));
    if (setting.length === 0 || parts.some(({ text }) => changes(text, member))) return null;
    const types = new Set(setting.map(({ type }) => type));
    return {
      without: tables
        .filter(({ type, sets }) => types.has(type) && !sets.has(member))
        .map(({ name, sets }) => ({ table: name, sets: [...sets] })),
      behind: calledBehind(file, member),
    };
  };
  return (member) => {
    const found = known.has(member) ? (known.get(member) ?? null) : find(member);
    known.set(member, found);
    return found;
  };
}

function tableIn(text: string): Table[] {
  const [, type, name] = TABLE.exec(text) ?? [];
  if (type === undefined || name === undefined) return [];
  const set = [...text.matchAll(INITIALISED)].filter(([, , value = ""]) => !/^(?:0|false|NULL)$/.test(value));
  return [{ type, name, sets: new Set(set.map(([, member = ""]) => member)) }];
}

/** Whether a text may change a member: it assigns to it, counts with it or hands out its address. */
function changes(text: string, member: string): boolean {
  if (!text.includes(member)) return false;
  return new RegExp(
    `[\\w\\])]\\s*(?:->|\\.)\\s*${member}\\s*(?:=(?!=)|\\+\\+|--|[-+|&^]=)|(?:\\+\\+|--|(?<!&)&(?!&))\\s*\\(?[\\w\\[\\]>.-]*(?:->|\\.)${member}\\b`,
  ).test(text);
}

/** The functions of the file that are called from one which asks about a member, itself or through others. */
function calledBehind(file: FileFunctions, member: string): string[] {
  const word = new RegExp(`\\b${member}\\b`);
  const texts = new Map(file.entries.map(({ name, text }) => [name, withoutComments(text)]));
  const found = new Set<string>();
  let reached = [...texts].filter(([, text]) => word.test(text)).map(([name]) => name);
  for (let depth = 0; depth < DEEPEST && reached.length > 0; depth++) {
    // The text of a function begins with its own name.
    const called = reached.flatMap((name) =>
      namesCalledIn(texts.get(name) ?? "").filter((callee) => callee !== name),
    );
    reached = [...new Set(called)].filter((name) => texts.has(name) && !found.has(name));
    for (const name of reached) found.add(name);
  }
  return [...found];
}

/** A call with what is known of the members that it is made under. */
export function settle(block: BlockCallFact, configuration: Configuration): BlockCallFact {
  if (block.conditions.every(({ member }) => member === null)) return block;
  return {
    ...block,
    conditions: block.conditions.map((condition) => {
      const settled = condition.member === null ? null : configuration(condition.member);
      return settled ? { ...condition, settled } : condition;
    }),
  };
}
