/**
 * The one owner of mutable state: which files belong to a tree, their facts, the texts open in an editor over them, and
 * the model linked from all of it. Drives text → facts → model; must not know a disk, an editor or a rule.
 */
import { createLinker } from "../model/link";
import type { ChainModel } from "../model/model";
import { createEditedTexts, withoutMemory } from "./editedTexts";
import { createFiles, type Stale } from "./files";
import type { FileAnswer, Host, Memory, More, ReadResult } from "./host";
import { createInterest, START, startsFrom } from "./interest";
import { kernelVersionOf } from "./kernelVersion";
import { asksNothing, type FileQuery, type Found, namesOf, query } from "./query";
import { answerer, type Extract, readOneByOne } from "./reading";
import { createStanding } from "./standing";
import type { IndexOptions, Workspace } from "./types";
import { whatIf } from "./whatIf";

/** What the first search asks for: more than {@link START}, so that the words of most wrappers are known from it. */
const FIRST: FileQuery = { ...START, containing: ["notif"] };
const KNOWN_FROM_FIRST = /notif/;

/** How often a tree is searched for who calls the wrappers found so far: each may be wrapped once more. */
const SEARCHES = 12;

/** Creates the workspace of one root folder; nothing is read before `index`, `open` or `refresh`. */
export function createWorkspace(host: Host, root: string): Workspace {
  const linker = createLinker();
  const files = createFiles();
  const { overlays, problems } = files;
  let interest = createInterest();
  let kernelVersion: string | null = null;
  let linked: ChainModel | null = null;
  let indexed = false;
  let only: readonly string[] | undefined;
  /** Files that were asked for by name: it is a problem where they are not there. */
  let named: readonly string[] = [];
  /** What the first search found, while the tree is read and no file of it is known to have changed since. */
  let first: Found | null = null;
  /** Whether an index has made something that is not remembered. */
  let isNews = false;
  let settling = Promise.resolve();
  const edited = createEditedTexts(host.editedText ?? withoutMemory(host), (file) => {
    const anchored = files.facts().get(file);
    if (!anchored) return;
    files.facts().set(file, edited.put(anchored));
    linked = null;
  });

  /** Its places may be anchored. */
  const model = (): ChainModel => {
    linked ??= linker.link(files.facts(), { kernelVersion });
    return linked;
  };
  const standing = createStanding(files.facts, edited);

  /** Answers a function that takes the file's answer in, unless a later reading has overtaken it. */
  const expectAnswer = (file: string, more?: More): ((answer: FileAnswer) => void) => {
    const take = files.expect(file, interest.age(), named.includes(file), more);
    return (answer) => {
      if (take(answer)) linked = null;
    };
  };

  const requestOf = (file: string) => ({ file, watch: interest.watchedIn(file) });

  /** Reads an editor's text. */
  const readOverlay = async (file: string, text: string): Promise<void> => {
    await readEdited(file, { ok: true, text }, null);
  };

  /** Reads a text that will be almost the same next time. */
  const readEdited = async (
    file: string,
    read: ReadResult | Promise<ReadResult>,
    worth: FileQuery | null,
  ): Promise<void> => {
    const take = expectAnswer(file);
    const extract: Extract = (text, wanted) => edited.extract(file, text, wanted);
    const answer = answerer({ wanted: interest.wanted(), worth }, extract);
    take(await answer(requestOf(file), await read));
  };

  /** @param mores of files that have been read, what alone they are asked for */
  const readAll = async (
    names: readonly string[],
    { signal, onProgress }: IndexOptions,
    worth: FileQuery | null = null,
    mores: ReadonlyMap<string, More> = new Map(),
  ): Promise<void> => {
    let done = 0;
    const progress = (): void => onProgress?.({ done: ++done, total: names.length });
    const onDisk = names.filter((file) => !overlays.has(file));
    const takers = new Map(onDisk.map((file) => [file, expectAnswer(file, mores.get(file))]));
    const onAnswer = (answer: FileAnswer): void => {
      takers.get(answer.file)?.(answer);
      progress();
    };
    const requests = onDisk.map((file) => ({ ...requestOf(file), more: mores.get(file) }));
    const reading = { root, requests, wanted: interest.wanted(), worth, onAnswer, signal };
    const opened = names.flatMap((file) => {
      const text = overlays.get(file);
      return text === undefined ? [] : [readOverlay(file, text).then(progress)];
    });
    await Promise.all([host.extractFiles?.(reading) ?? readOneByOne(host, reading), ...opened]);
  };

  const search = async (asked: FileQuery, signal: AbortSignal | undefined): Promise<Found> => {
    const all = new Set(namesOf(asked));
    const found = only ? new Map(only.map((f) => [f, all])) : await host.search(root, asked, signal);
    return files.withOpened(found, asked);
  };

  /** Where words occur, by the first search. */
  const knownPlaces = (words: readonly string[]): Found => {
    const wanted = new Set(words);
    const places = [...(first ?? [])].map(
      ([file, names]) => [file, new Set([...names].filter((name) => wanted.has(name)))] as const,
    );
    return files.withOpened(new Map(places), query({ words }));
  };

  /**
   * Looks for what linking would like to know in files not read yet, or not read for it, until there is no more.
   * What costs no search of the tree comes first.
   */
  const widen = async (options: IndexOptions): Promise<void> => {
    let open = query({});
    for (let searches = 0; searches <= SEARCHES; ) {
      const news = interest.learn(model().wanted);
      if (news === null && asksNothing(open)) return;
      const { words, structs, definitions } = news?.query ?? query({});
      const known = words.filter((word) => first !== null && KNOWN_FROM_FIRST.test(word));
      const others = words.filter((word) => !known.includes(word));
      open = query({
        words: [...open.words, ...others],
        structs: [...open.structs, ...structs],
        definitions: [...open.definitions, ...definitions],
      });
      let stale: readonly Stale[] = [
        ...(known.length > 0 ? files.stale(knownPlaces(known), interest) : []),
        ...(news?.own ?? []).map((file) => ({ file, more: undefined })),
      ];
      if (stale.length === 0 && !asksNothing(open)) {
        searches++;
        stale = files.stale(await search(open, options.signal), interest);
        open = query({});
      }
      const mores = new Map(stale.map(({ file, more }) => [file, more]));
      const asked = [...mores].flatMap(([file, more]) => (more ? [[file, more] as const] : []));
      await readAll([...mores.keys()].sort(), options, null, new Map(asked));
    }
  };

  /** Reads files of which nobody knows whether they still say anything. */
  const reread = async (names: readonly string[]): Promise<void> => {
    first = null;
    await host.forget?.(root, names);
    const worth = only ? null : interest.worth();
    const [file, ...others] = names;
    // A file by itself was saved, and will be saved again.
    if (file !== undefined && others.length === 0 && !overlays.has(file))
      await readEdited(file, host.readFile(root, file), worth);
    else await readAll(names, {}, worth);
  };

  const readVersion = async (): Promise<void> => {
    const makefile = await host.readFile(root, "Makefile");
    kernelVersion = makefile.ok ? kernelVersionOf(makefile.text) : null;
    linked = null;
  };

  let looked: Promise<void> | null = null;
  const look = (): Promise<void> => {
    looked ??= readVersion();
    return looked;
  };

  /** Reads a tree of which nothing is known. */
  const readTree = async (options: IndexOptions): Promise<void> => {
    await look();
    interest = createInterest();
    files.grow();
    first = only ? null : await host.search(root, FIRST, options.signal, options.onProgress);
    const starting = only ?? startingFiles(first ?? new Map());
    await readAll([...new Set([...starting, ...named])].sort(), options);
    await widen(options);
    first = null;
    isNews = !only;
  };

  const memory = (): Memory => ({
    ...{ facts: () => [...standing.facts()], problems: [...problems], interest: interest.memory() },
    model: overlays.size + named.length === 0 ? standing.model(model()) : null,
  });

  /** Takes back what is remembered, and reads what has changed since. Answers whether that could be done. */
  const recall = async (options: IndexOptions): Promise<boolean> => {
    const recalled = only ? undefined : await host.recall?.(root);
    const known = recalled?.memory;
    if (known) {
      await look();
      interest = createInterest(known.interest);
      files.takeBack(known.facts, known.problems, interest.age());
      const isOfThese = overlays.size === 0 && known.model?.kernelVersion === kernelVersion;
      linked = isOfThese ? known.model : null;
      // Before changes are looked for, or while: few of them change much of this.
      model();
    }
    const changed = await recalled?.changed();
    if (!known || !changed) {
      if (known) files.takeBack(() => [], [], 0);
      return false;
    }
    options.signal?.throwIfAborted();
    await readAll(
      changed.filter((file) => !overlays.has(file)),
      options,
      interest.worth(),
    );
    // An editor's text was read before the rest was recalled.
    await readAll([...new Set([...named, ...overlays.keys()])].sort(), options);
    await widen(options);
    isNews = changed.length > 0 && named.length === 0;
    return true;
  };

  return {
    root,
    get indexed() {
      return indexed;
    },
    get facts() {
      return standing.facts();
    },
    anchored: {
      get facts() {
        return files.facts();
      },
      model,
      put: edited.put,
    },
    get problems() {
      // Files are read in any order, and told of in one.
      const byFile = [...problems].sort(([a], [b]) => (a < b ? -1 : 1));
      return byFile.map(([file, problem]) => ({ file, problem }));
    },
    model: () => standing.model(model()),
    look,
    index: async (options = {}) => {
      only = options.only;
      named = [...(only ?? []), ...(options.also ?? [])];
      if (!(await recall(options))) await readTree(options);
      indexed = true;
    },
    remember: () => {
      if (indexed && isNews) host.remember?.(root, memory(), [...overlays.keys(), ...named]);
      isNews = false;
    },
    settle: () => {
      const run = async (): Promise<void> => {
        if (indexed) await widen({});
      };
      // One after the other: the second would find everything asked for, and not wait until it is read.
      settling = settling.then(run, run);
      return settling;
    },
    whatIf: (edits) => {
      const answer = answerer({ wanted: interest.wanted(), worth: null }, host.extract);
      const read = async (file: string): Promise<ReadResult> => {
        const text = overlays.get(file);
        return text === undefined ? host.readFile(root, file) : { ok: true, text };
      };
      const extract = (file: string, text: ReadResult) => answer(requestOf(file), text);
      return whatIf({ facts: standing.facts(), kernelVersion, read, extract }, edits);
    },
    open: async (file, text) => {
      overlays.set(file, text);
      await readOverlay(file, text);
    },
    close: async (file) => {
      overlays.delete(file);
      await reread([file]);
    },
    refresh: (names) => reread(names.filter((file) => !overlays.has(file))),
  };
}

/** The files to start from: those that say so, and those that could not be looked into. */
function startingFiles(found: Found): string[] {
  return [...found].flatMap(([file, names]) =>
    names.size === 0 || [...names].some(startsFrom) ? [file] : [],
  );
}
