/**
 * Remembers what was read of a tree and recalls it, with the files that have changed since. What is recalled is as if
 * read anew, or is not recalled at all. Must not know what the workspace remembers.
 */
import { deserialize, serialize } from "node:v8";
import { Worker } from "node:worker_threads";
import type { Memory, Recalled } from "../workspace/host";
import { type Pack, packOf, RECIPE, readPack, writePack } from "./pack";
import { changedFiles, type TreeState, treeState, withoutFiles } from "./treeState";

/** What the thread that looks at the tree is started with. */
export interface WalkerSettings {
  readonly root: string;
  readonly pack: string;
  readonly recipe: string;
  /** The time at which it is started, in milliseconds. */
  readonly now: number;
}

/** What a look at a tree tells. */
export interface Look {
  readonly state: TreeState | null;
  /** Which pack the tree was held against, and what has changed since; null where there was none. */
  readonly since: { readonly stamp: string; readonly changed: readonly string[] } | null;
}

/** Where more than this has changed, reading the tree anew is faster. */
const MOST_CHANGES = 1_500;

/** Looks at a tree, and holds it against what is remembered of it. */
export function lookAt({ root, pack, recipe, now }: WalkerSettings): Look {
  const known = readPack(pack, root, ["state"], recipe);
  const state = treeState(root, now);
  if (state === null || known === null) return { state, since: null };
  const changed = changedFiles(JSON.parse(String(known.parts.state)) as TreeState, state);
  return { state, since: { stamp: known.stamp, changed } };
}

export interface RecallOptions {
  /** The bundle of the thread that looks at a tree, or null to look at it in this one. */
  readonly walker: string | null;
  /** Whether the model is recalled too: not for whoever links the facts anyway, because edits are to come. */
  readonly withModel: boolean;
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
export function createRecall(folder: string, { walker, withModel, clock = Date.now }: RecallOptions): Recall {
  const states = new Map<string, TreeState | null>();
  return {
    recall: (root) => {
      const file = packOf(folder, root);
      const settings = { root, pack: file, recipe: RECIPE, now: clock() };
      const looking = walker === null ? null : lookInThread(walker, settings);
      const known = readPack(file, root, ["memory", "facts", ...(withModel ? (["model"] as const) : [])]);
      const judge = async (): Promise<readonly string[] | null> => {
        const { state, since } = (await looking) ?? lookAt(settings);
        states.set(root, state);
        if (since === null || since.stamp !== known?.stamp) return null;
        return since.changed.length > MOST_CHANGES ? null : since.changed;
      };
      return { memory: known === null ? null : memoryOf(known.parts), changed: judge() };
    },
    remember: (root, { facts, model, ...memory }, except) => {
      const state = states.get(root);
      states.delete(root);
      if (!state) return;
      const left = new Set(except);
      writePack(packOf(folder, root), root, {
        state: Buffer.from(JSON.stringify(withoutFiles(state, except))),
        memory: Buffer.from(JSON.stringify(memory)),
        facts: Buffer.from(JSON.stringify(facts.filter(([name]) => !left.has(name)))),
        // Not as JSON: a model's parts are shared, and stay the same objects.
        model: serialize(model),
      });
    },
  };
}

function memoryOf({ memory, facts, model }: Partial<Pack>): Memory | null {
  try {
    return {
      ...(JSON.parse(String(memory)) as Omit<Memory, "facts" | "model">),
      facts: JSON.parse(String(facts)) as Memory["facts"],
      model: model === undefined ? null : (deserialize(model) as Memory["model"]),
    };
  } catch {
    return null;
  }
}

/** Looks at a tree in a thread of its own; null where that cannot be. */
function lookInThread(file: string, workerData: WalkerSettings): Promise<Look | null> {
  return new Promise((resolve) => {
    const worker = new Worker(file, { workerData });
    worker.on("message", (look: Look) => resolve(look));
    worker.on("error", () => resolve(null));
    worker.on("exit", () => resolve(null));
  });
}
