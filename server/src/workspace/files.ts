/**
 * What is known of each file: its facts or its problem, the editor's text over it, and how much had been learned of the
 * tree when it was read. Must not read, search or link.
 */
import type { FileFacts } from "../facts/facts";
import type { FileAnswer, Memory } from "./host";
import type { Interest } from "./interest";
import { keptFacts } from "./keepFacts";
import { type FileQuery, type Found, finder } from "./query";

export interface Files {
  /** The facts by file; always the same map. */
  facts(): Map<string, FileFacts>;
  readonly problems: Map<string, string>;
  /** The texts that lie over files. */
  readonly overlays: Map<string, string>;
  /**
   * Announces that a file will be read. The answer is to be handed to the function that comes back, which takes it in
   * unless a later reading has overtaken this one; it says whether the file's facts are others now.
   * @param age how much has been learned so far
   * @param isNamed whether somebody asked for this file: then it is a problem where it is not there
   */
  expect(file: string, age: number, isNamed: boolean): (answer: FileAnswer) => boolean;
  /** The files that could say more of the names found in them than they did. */
  stale(found: Found, interest: Interest): string[];
  /** What was found on a disk, an editor's text counting for its file. */
  withOpened(found: Found, query: FileQuery): Found;
  /** Puts facts and problems in the place of all that do not come from an editor's text; facts when asked for them. */
  takeBack(facts: Memory["facts"], problems: Memory["problems"], age: number): void;
  /** Forgets how much had been learned when: every file can say more. */
  grow(): void;
}

/** Starts with no files. */
export function createFiles(): Files {
  const all = new Map<string, FileFacts>();
  const problems = new Map<string, string>();
  const overlays = new Map<string, string>();
  const versions = new Map<string, number>();
  const ages = new Map<string, number>();

  /** What was taken back and not asked for yet. */
  let takenBack: { readonly facts: Memory["facts"]; readonly age: number } | null = null;
  const facts = (): Map<string, FileFacts> => {
    if (takenBack === null) return all;
    const { facts: known, age } = takenBack;
    takenBack = null;
    for (const [file, fact] of known())
      if (!overlays.has(file)) {
        all.set(file, fact);
        ages.set(file, age);
      }
    return all;
  };

  const takeIn = (answer: FileAnswer, age: number, isNamed: boolean): boolean => {
    const { file } = answer;
    const problem = answer.gone && !isNamed ? null : answer.problem;
    const before = facts().get(file);
    const after = before && answer.facts ? keptFacts(before, answer.facts) : answer.facts;
    if (after) facts().set(file, after);
    else facts().delete(file);
    if (problem === null) problems.delete(file);
    else problems.set(file, problem);
    if (after || problem !== null) ages.set(file, age);
    else ages.delete(file);
    return after !== (before ?? null);
  };

  return {
    facts,
    problems,
    overlays,
    expect: (file, age, isNamed) => {
      const version = (versions.get(file) ?? 0) + 1;
      versions.set(file, version);
      return (answer) => {
        return versions.get(file) === version && takeIn(answer, age, isNamed);
      };
    },
    stale: (found, interest) => {
      facts();
      const saysMore = (file: string, names: ReadonlySet<string>): boolean => {
        const age = ages.get(file);
        return names.size > 0 && (age === undefined || [...names].some((n) => interest.saysMore(n, age)));
      };
      return [...found].flatMap(([file, names]) => (saysMore(file, names) ? [file] : []));
    },
    withOpened: (found, query) => {
      const namesIn = finder(query);
      return new Map([...found, ...[...overlays].map(([file, text]) => [file, namesIn(text)] as const)]);
    },
    takeBack: (known, broken, age) => {
      for (const file of [...facts().keys(), ...problems.keys()]) {
        if (overlays.has(file)) continue;
        all.delete(file);
        problems.delete(file);
      }
      ages.clear();
      for (const [file, problem] of broken) if (!overlays.has(file)) problems.set(file, problem);
      for (const file of [...all.keys(), ...problems.keys()]) ages.set(file, age);
      takenBack = { facts: known, age };
    },
    grow: () => {
      facts();
      ages.clear();
    },
  };
}
