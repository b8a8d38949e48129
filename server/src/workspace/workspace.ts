/**
 * The one owner of mutable state: which files belong to a tree, their facts, the texts open in an editor over them, and
 * the model linked from all of it. Drives text → facts → model; must not know a disk, an editor or a rule.
 */
import type { Wanted } from "../facts/extract";
import type { FileFacts } from "../facts/facts";
import { createLinker } from "../model/link";
import type { ChainModel } from "../model/model";
import type { FactsByFile } from "../model/symbols";
import { speaksOfNotifying } from "../notifier/naming";
import { HEAD_MACROS } from "../syntax/dialectTable";
import type { FileQuery, Host } from "./host";
import { kernelVersionOf } from "./kernelVersion";

/** A file that could not be analysed. */
interface FileProblem {
  readonly file: string;
  readonly problem: string;
}

export interface IndexProgress {
  readonly done: number;
  readonly total: number;
}

interface IndexOptions {
  readonly onProgress?: (progress: IndexProgress) => void;
  readonly signal?: AbortSignal;
  /** Analyse these files alone instead of what a search of the tree finds. */
  readonly only?: readonly string[];
}

export interface Workspace {
  readonly root: string;
  /** Whether a whole index has been made. */
  readonly indexed: boolean;
  readonly facts: FactsByFile;
  readonly problems: readonly FileProblem[];
  /** The model of the current facts; linked when asked for, remembered until a file changes. */
  model(): ChainModel;
  /** Reads the tree. Rejects with the signal's reason when it is aborted. */
  index(options?: IndexOptions): Promise<void>;
  /** Lays an editor's text over a file, or replaces the one that lies there. */
  open(file: string, text: string): Promise<void>;
  /** Takes the text off again: the file on disk counts. */
  close(file: string): Promise<void>;
  /** Reads a file that changed on disk, appeared or vanished; open ones keep the editor's text. */
  refresh(file: string): Promise<void>;
  /**
   * Reads what the changes since `index` have made wanted: the callers of a new wrapper, a struct on the way to a head.
   * Apart from the changes themselves, because it links; to be awaited once after any number of them. Afterwards the
   * model is that of a fresh index. Nothing is done before `index`.
   */
  settle(): Promise<void>;
}

/** The word that files about notifier chains contain: types and primitives carry it. */
const SIGN = "notifier";

/** A file can define a head and not say the word in small letters (arch/arm/kernel/process.c). */
const HEADS: readonly string[] = [...HEAD_MACROS.keys()];

/** What is wanted of a file before anything is known of the others. */
const NOTHING: Wanted = {
  watch: new Set(),
  structs: new Set(),
  macros: new Map(),
};

/** Rounds of "who calls the wrappers found so far": wrappers of wrappers in files that never say "notifier". */
const ROUNDS = 4;

/** A file over which the analysis itself fails: it must not take away what is known of the others. */
function failureIn(error: unknown): Error {
  // Code nested thousands deep exhausts the stack: that is the text's fault.
  if (error instanceof RangeError) return new Error("not analysed: nested too deeply");
  return new Error(`not analysed: ${error instanceof Error ? error.message : String(error)}`);
}

/** Creates the workspace of one root folder; nothing is read before `index`, `open` or `refresh`. */
export function createWorkspace(host: Host, root: string): Workspace {
  const linker = createLinker();
  const facts = new Map<string, FileFacts>();
  const overlays = new Map<string, string>();
  const problems = new Map<string, string>();
  const versions = new Map<string, number>();
  let wanted = NOTHING;
  const asked = new Set<string>();
  /** Wanted statics by the only file that can call them. */
  const statics = new Map<string, ReadonlySet<string>>();
  let kernelVersion: string | null = null;
  let linked: ChainModel | null = null;
  let indexed = false;
  let only: readonly string[] | undefined;
  let settling = Promise.resolve();

  const analyse = async (file: string): Promise<void> => {
    const version = (versions.get(file) ?? 0) + 1;
    versions.set(file, version);
    const overlay = overlays.get(file);
    const read =
      overlay === undefined ? await host.readFile(root, file) : { ok: true as const, text: overlay };
    const own = statics.get(file);
    const options = own ? { ...wanted, watch: new Set([...wanted.watch, ...own]) } : wanted;
    const made = read.ok ? await host.extract(read.text, options).catch(failureIn) : null;
    // A later text of the same file may have overtaken this one.
    if (versions.get(file) !== version) return;
    linked = null;
    const problem = !read.ok ? read.problem : made instanceof Error ? made.message : null;
    if (made && !(made instanceof Error)) facts.set(file, made);
    else facts.delete(file);
    if (problem === null) problems.delete(file);
    else problems.set(file, problem);
  };

  const model = (): ChainModel => {
    linked ??= linker.link(facts, { kernelVersion });
    return linked;
  };

  const readAll = async (files: readonly string[], options: IndexOptions): Promise<void> => {
    let done = 0;
    for (const file of files) {
      options.signal?.throwIfAborted();
      await analyse(file);
      options.onProgress?.({ done: ++done, total: files.length });
    }
  };

  /** The files to start from, in order. */
  const baseFiles = async (): Promise<readonly string[]> => {
    const found = await Promise.all([
      host.findFiles(root, { text: SIGN }),
      host.findFiles(root, { words: HEADS }),
    ]);
    return [...new Set(found.flat())].sort();
  };

  /** Looks for what linking would like to know in files not read yet, or not read for it. */
  const widen = async (options: IndexOptions): Promise<boolean> => {
    const { functions, structs, macros } = model().wanted;
    const macrosNow = new Map(macros.map((m) => [m.name, m]));
    const newMacros = [...new Set([...wanted.macros.keys(), ...macrosNow.keys()])].filter(
      (name) => JSON.stringify(wanted.macros.get(name)) !== JSON.stringify(macrosNow.get(name)),
    );
    const newStructs = structs.filter((name) => !wanted.structs.has(name));
    const fresh = functions.filter(({ name, onlyIn }) => !asked.has(`${onlyIn}:${name}`));
    if (newMacros.length + newStructs.length + fresh.length === 0) return false;
    for (const { name, onlyIn } of fresh) asked.add(`${onlyIn}:${name}`);
    // Calls of speaking names are recorded in every file read; only files not read yet can add to them.
    const silent = fresh.filter(({ name }) => !speaksOfNotifying(name));
    const inOneFile = silent.filter((f) => f.onlyIn !== null);
    for (const { name, onlyIn } of inOneFile)
      statics.set(onlyIn ?? "", new Set([...(statics.get(onlyIn ?? "") ?? []), name]));
    const speaking = fresh.filter((f) => f.onlyIn === null && speaksOfNotifying(f.name)).map((f) => f.name);
    const everywhere = silent.filter((f) => f.onlyIn === null).map((f) => f.name);
    wanted = {
      watch: new Set([...wanted.watch, ...everywhere]),
      structs: new Set([...wanted.structs, ...newStructs]),
      macros: macrosNow,
    };
    // A search sees the disk; an editor's text may say something else.
    const find = async (query: FileQuery, count: number): Promise<readonly string[]> =>
      count === 0 ? [] : [...(only ?? (await host.findFiles(root, query))), ...overlays.keys()];
    const again = [...everywhere, ...newMacros];
    const files = [
      ...(await find({ words: speaking }, speaking.length)).filter((file) => !facts.has(file)),
      ...(await find({ words: again }, again.length)),
      ...(await find({ structs: newStructs }, newStructs.length)),
      ...inOneFile.flatMap((f) => (f.onlyIn === null ? [] : [f.onlyIn])),
    ];
    await readAll([...new Set(files)].sort(), options);
    return true;
  };

  return {
    root,
    get indexed() {
      return indexed;
    },
    facts,
    get problems() {
      return [...problems].map(([file, problem]) => ({ file, problem }));
    },
    model,
    index: async (options = {}) => {
      const makefile = await host.readFile(root, "Makefile");
      kernelVersion = makefile.ok ? kernelVersionOf(makefile.text) : null;
      linked = null;
      wanted = NOTHING;
      asked.clear();
      statics.clear();
      only = options.only;
      await readAll(only ?? (await baseFiles()), options);
      for (let round = 0; round < ROUNDS && (await widen(options)); round++);
      indexed = true;
    },
    settle: () => {
      const run = async (): Promise<void> => {
        for (let round = 0; indexed && round < ROUNDS && (await widen({})); round++);
      };
      // One after the other: the second would find everything asked for, and not wait until it is read.
      settling = settling.then(run, run);
      return settling;
    },
    open: async (file, text) => {
      overlays.set(file, text);
      await analyse(file);
    },
    close: async (file) => {
      overlays.delete(file);
      await analyse(file);
    },
    refresh: async (file) => {
      if (!overlays.has(file)) await analyse(file);
    },
  };
}
