/**
 * What is known of each file: its facts or its problem, the editor's text over it, and how much had been learned of the
 * tree when it was read. Must not read, search or link.
 */
import type { FileFacts } from "../facts/facts";
import type { FileAnswer, Memory, More } from "./host";
import type { Interest } from "./interest";
import { keptFacts, withMore } from "./keepFacts";
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
   * @param more what alone the file is asked for, besides what is known of it
   */
  expect(file: string, age: number, isNamed: boolean, more?: More): (answer: FileAnswer) => boolean;
  /** The files that could say more of the names found in them than they did, with all that they could. */
  stale(found: Found, interest: Interest): Stale[];
  /** What was found on a disk, an editor's text counting for its file. */
  withOpened(found: Found, query: FileQuery): Found;
  /** Puts facts and problems in the place of all that do not come from an editor's text; facts when asked for them. */
  takeBack(facts: Memory["facts"], problems: Memory["problems"], age: number): void;
  /** Forgets how much had been learned when: every file can say more. */
  grow(): void;
}

/** A file to be read again, or for the first time. */
export interface Stale {
  readonly file: string;
  /** Undefined where everything it says may have changed. */
  readonly more: More | undefined;
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

  const takeIn = (answer: FileAnswer, age: number, isNamed: boolean, more: More | undefined): boolean => {
    const { file } = answer;
    const problem = answer.gone && !isNamed ? null : answer.problem;
    const before = facts().get(file);
    const join = more ? withMore : keptFacts;
    const after = before && answer.facts ? join(before, answer.facts) : answer.facts;
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
    expect: (file, age, isNamed, more) => {
      const version = (versions.get(file) ?? 0) + 1;
      versions.set(file, version);
      return (answer) => {
        return versions.get(file) === version && takeIn(answer, age, isNamed, more);
      };
    },
    stale: (found, interest) => {
      const known = facts();
      return [...found].flatMap(([file, names]) => {
        const age = ages.get(file);
        if (names.size === 0) return [];
        if (age === undefined) return [{ file, more: undefined }];
        if (![...names].some((name) => interest.saysMore(name, age))) return [];
        return [{ file, more: known.has(file) ? (interest.moreOf(names, age) ?? undefined) : undefined }];
      });
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
