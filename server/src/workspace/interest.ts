/**
 * What a tree is asked for beyond the files that speak of notifiers: names that linking wants to know more of. Remembers
 * when each was learned, so that no file is read twice for the same name. Must not read anything.
 */

import type { Wanted } from "../facts/extract";
import type { MacroFact, SummaryRequest } from "../facts/facts";
import type { WantedFacts } from "../model/model";
import { speaksOfNotifying } from "../notifier/naming";
import { HEAD_MACROS } from "../syntax/dialectTable";
import type { More } from "./host";
import { definitionName, type FileQuery, query } from "./query";

/** The word that files about notifier chains contain: types and primitives carry it. */
const SIGN = "notifier";

/** A file can define a head and not say the word in small letters (arch/arm/kernel/process.c). */
const HEADS: readonly string[] = [...HEAD_MACROS.keys()];

/** The files that a tree's index starts from. */
export const START: FileQuery = query({ containing: [SIGN], words: HEADS });

/** Whether a word found in a file makes it one to start from. */
export function startsFrom(word: string): boolean {
  return word.includes(SIGN) || HEAD_MACROS.has(word);
}

/** What was not asked for before. */
interface News {
  /** Where these occur. Files read since they were learned need not be read again. */
  readonly query: FileQuery;
  /** Files to read again for a static function of theirs. */
  readonly own: readonly string[];
}

/** Everything learned, as plain data. */
export interface InterestMemory {
  readonly watch: readonly string[];
  readonly speaking: readonly string[];
  readonly structs: readonly string[];
  readonly macros: readonly MacroFact[];
  readonly statics: readonly (readonly [file: string, names: readonly string[]])[];
  readonly summaries: readonly SummaryRequest[];
}

export interface Interest {
  /** What is wanted of every file now. */
  wanted(): Wanted;
  /** The static functions that are watched for in one file alone. */
  watchedIn(file: string): readonly string[];
  /** Everything that makes a file worth reading. */
  worth(): FileQuery;
  /** Counts what was learned: facts made at one age know all names learned until then. */
  age(): number;
  /** Whether facts made at an age could say more about a name of the tree that was learned since. */
  saysMore(name: string, age: number): boolean;
  /** What facts made at an age are to say besides of such names; null where everything is to be read anew for one. */
  moreOf(names: ReadonlySet<string>, age: number): More | null;
  /** Takes in what linking wants; answers what is new of it, or null. */
  learn(wanted: WantedFacts): News | null;
  /** To go on from, another time. */
  memory(): InterestMemory;
}

const NOTHING: InterestMemory = {
  watch: [],
  speaking: [],
  structs: [],
  macros: [],
  statics: [],
  summaries: [],
};

const summaryKey = ({ name, eventArgument }: SummaryRequest): string => `${name}(${eventArgument ?? ""})`;

/** Starts with nothing asked for, or where another one stood: then all of that is as old as can be. */
export function createInterest(from: InterestMemory = NOTHING): Interest {
  let age = 0;
  let last: WantedFacts | null = null;
  const watch = new Map(from.watch.map((name) => [name, age]));
  const speaking = new Set(from.speaking);
  const structs = new Map(from.structs.map((name) => [name, age]));
  let macros: ReadonlyMap<string, MacroFact> = new Map(from.macros.map((macro) => [macro.name, macro]));
  const macroAges = new Map<string, number>();
  const statics = new Map(from.statics.map(([file, names]) => [file, new Set(names)]));
  const summaries = new Map(from.summaries.map((one) => [summaryKey(one), one]));
  const summaryAges = new Map<string, number>();

  /** Macros that are new, changed or gone: their uses read otherwise now. */
  const learnMacros = (now: readonly MacroFact[]): string[] => {
    const next = new Map(now.map((m) => [m.name, m]));
    const changed = [...new Set([...macros.keys(), ...next.keys()])].filter(
      (name) => JSON.stringify(macros.get(name)) !== JSON.stringify(next.get(name)),
    );
    macros = next;
    for (const name of changed) macroAges.set(name, age + 1);
    return changed;
  };

  const learnStatics = (functions: WantedFacts["functions"]): Set<string> => {
    const files = new Set<string>();
    for (const { name, onlyIn } of functions) {
      if (onlyIn === null || speaksOfNotifying(name) || statics.get(onlyIn)?.has(name)) continue;
      files.add(onlyIn);
      statics.set(onlyIn, (statics.get(onlyIn) ?? new Set()).add(name));
    }
    return files;
  };

  /** Functions that are wanted no more are not asked for again; a name that is typed would leave all its beginnings. */
  const forget = ({ functions, summaries: requests }: WantedFacts): void => {
    const now = new Set(functions.map(({ name, onlyIn }) => `${onlyIn ?? ""}:${name}`));
    for (const name of [...watch.keys(), ...speaking])
      if (!now.has(`:${name}`)) {
        watch.delete(name);
        speaking.delete(name);
      }
    for (const [file, names] of statics)
      for (const name of names) if (!now.has(`${file}:${name}`)) names.delete(name);
    const asked = new Set(requests.map(summaryKey));
    for (const key of summaries.keys()) if (!asked.has(key)) summaries.delete(key);
  };

  /** The names of functions that are wanted anew, or for another position of the event. */
  const learnSummaries = (requests: readonly SummaryRequest[]): string[] => {
    const fresh = requests.filter((one) => !summaries.has(summaryKey(one)));
    for (const one of fresh) summaries.set(summaryKey(one), one);
    for (const { name } of fresh) summaryAges.set(definitionName(name), age + 1);
    return [...new Set(fresh.map(({ name }) => name))];
  };

  return {
    wanted: () => ({
      watch: new Set(watch.keys()),
      structs: new Set(structs.keys()),
      macros,
      summaries: [...summaries.values()],
    }),
    watchedIn: (file) => [...(statics.get(file) ?? [])],
    worth: () => ({
      ...START,
      words: [...HEADS, ...watch.keys(), ...speaking, ...macros.keys()],
      structs: [...structs.keys()],
      definitions: [...new Set([...summaries.values()].map(({ name }) => name))],
    }),
    age: () => age,
    saysMore: (name, since) =>
      [watch, structs, macroAges, summaryAges].some((ages) => (ages.get(name) ?? 0) > since),
    moreOf: (names, since) => {
      const isNews = (ages: ReadonlyMap<string, number>, name: string) => (ages.get(name) ?? 0) > since;
      if ([...names].some((name) => isNews(watch, name) || isNews(macroAges, name))) return null;
      return {
        structs: [...names].filter((name) => isNews(structs, name)),
        summaries: [...summaries.values()].filter(({ name }) => {
          const definition = definitionName(name);
          return names.has(definition) && isNews(summaryAges, definition);
        }),
      };
    },
    learn: (wanted) => {
      // What was learned last is known.
      if (wanted === last) return null;
      last = wanted;
      forget(wanted);
      const everywhere = wanted.functions.filter((f) => f.onlyIn === null).map((f) => f.name);
      const newStructs = wanted.structs.filter((name) => !structs.has(name));
      const fresh = everywhere.filter((name) => !watch.has(name) && !speaking.has(name));
      const newMacros = learnMacros(wanted.macros);
      const own = learnStatics(wanted.functions);
      const definitions = learnSummaries(wanted.summaries);
      if (fresh.length + newStructs.length + newMacros.length + own.size + definitions.length === 0)
        return null;
      age++;
      // Calls of speaking names are recorded in every file read; only files not read yet can add to them.
      for (const name of fresh)
        if (speaksOfNotifying(name)) speaking.add(name);
        else watch.set(name, age);
      for (const name of newStructs) structs.set(name, age);
      const words = [...new Set([...fresh, ...newMacros])];
      return { query: query({ words, structs: newStructs, definitions }), own: [...own] };
    },
    memory: () => ({
      watch: [...watch.keys()],
      speaking: [...speaking],
      structs: [...structs.keys()],
      macros: [...macros.values()],
      statics: [...statics].map(([file, names]) => [file, [...names]]),
      summaries: [...summaries.values()],
    }),
  };
}
