/**
 * Remembers what was read of a tree and recalls it, with the files that have changed since. What is recalled is as if
 * read anew, or is not recalled at all. Must not know what the workspace remembers.
 */
import { Worker } from "node:worker_threads";
import type { Memory, Recalled } from "../workspace/host";
import { type Pack, packOf, RECIPE, readPack, writePack } from "./pack";
import {
  bytesOf,
  changedFiles,
  createShare,
  lookAtTree,
  type News,
  type Share,
  stateAfter,
  stateOf,
  type TreeState,
  withoutFiles,
} from "./treeState";

/** What the thread that looks at the tree is started with. */
export interface WalkerSettings {
  readonly root: string;
  readonly pack: string;
  readonly recipe: string;
  /** The time at which it is started, in milliseconds. */
  readonly now: number;
  readonly share: Share;
}

/** What a thread has seen of a tree. */
export interface Seen {
  /** Which pack the tree was held against; null where there was none. */
  readonly stamp: string | null;
  readonly news: News | null;
}

/** Where more than this has changed, reading the tree anew is faster. */
const MOST_CHANGES = 1_500;

const UNKNOWN: TreeState = new Map();

/** Looks at a tree, and holds it against what is remembered of it. */
export function lookFromThread({ root, pack, recipe, now, share }: WalkerSettings): Seen {
  const known = readPack(pack, root, ["state"], recipe);
  const before = known === null ? UNKNOWN : stateOf(known.parts.state);
  return { stamp: known?.stamp ?? null, news: lookAtTree({ root, now, before, share }) };
}

export interface RecallOptions {
  /** The bundle of the thread that looks at a tree, or null to look at it in this one. */
  readonly walker: string | null;
  /**
   * Whether this thread has others to answer meanwhile: then it does not help to look at the tree. Nor does it recall a
   * model, because it links the facts anyway for the edits that are to come.
   */
  readonly isServer: boolean;
  readonly clock?: (() => number) | undefined;
}

export interface Recall {
  /** What is remembered of a tree. No file of it may be read before `changed` is settled. */
  recall(root: string): Recalled;
  /** Remembers what was read since {@link recall}, except of some files. */
  remember(root: string, memory: Memory, except: readonly string[]): void;
}

/**
 * @param folder where packs are kept
 */
export function createRecall(folder: string, { walker, isServer, clock = Date.now }: RecallOptions): Recall {
  const states = new Map<string, TreeState | null>();
  return {
    recall: (root) => {
      const file = packOf(folder, root);
      const settings = { root, pack: file, recipe: RECIPE, now: clock(), share: createShare() };
      const seeing = walker === null ? null : lookInThread(walker, settings);
      const known = readPack(file, root, [
        ...(["state", "memory", "facts"] as const),
        ...(isServer ? [] : (["model"] as const)),
      ]);
      const changed = async (): Promise<readonly string[] | null> => {
        const before = known === null ? UNKNOWN : stateOf(known.parts.state);
        const look = (share: Share): News | null => lookAtTree({ ...settings, before, share });
        const own = seeing === null || !isServer ? [look(settings.share)] : [];
        const seen = await seeing;
        const isOfTheSame = seeing === null || (seen !== null && seen.stamp === (known?.stamp ?? null));
        const news = isOfTheSame ? [...own, ...(seen ? [seen.news] : [])] : [look(createShare())];
        const state = stateAfter(before, news);
        states.set(root, state);
        if (known === null || state === null) return null;
        const files = changedFiles(before, state);
        return files.length > MOST_CHANGES ? null : files;
      };
      return { memory: known === null ? null : memoryOf(known.parts), changed };
    },
    remember: (root, { facts, model, ...memory }, except) => {
      const state = states.get(root);
      states.delete(root);
      if (!state) return;
      const left = new Set(except);
      const kept = facts().filter(([name]) => !left.has(name));
      writePack(packOf(folder, root), root, {
        state: bytesOf(withoutFiles(state, except)),
        memory: Buffer.from(JSON.stringify(memory)),
        facts: Buffer.from(JSON.stringify(kept)),
        model: Buffer.from(JSON.stringify(model)),
      });
    },
  };
}

function memoryOf({ memory, facts, model }: Partial<Pack>): Memory | null {
  try {
    return {
      ...(JSON.parse(String(memory)) as Omit<Memory, "facts" | "model">),
      facts: () => JSON.parse(String(facts)) as ReturnType<Memory["facts"]>,
      model: model === undefined ? null : (JSON.parse(String(model)) as Memory["model"]),
    };
  } catch {
    return null;
  }
}

/** Looks at a tree in a thread of its own; null where that cannot be. */
function lookInThread(file: string, workerData: WalkerSettings): Promise<Seen | null> {
  return new Promise((resolve) => {
    const worker = new Worker(file, { workerData });
    worker.on("message", (seen: Seen) => resolve(seen));
    worker.on("error", () => resolve(null));
    worker.on("exit", () => resolve(null));
  });
}
