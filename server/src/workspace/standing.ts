/**
 * Facts and model as the edited texts stand now: the same objects as long as nothing has moved. Must not link, nor
 * change what it is made from.
 */
import { sameElements } from "../base/lists";
import type { ChainModel } from "../model/model";
import type { FactsByFile } from "../model/symbols";
import type { EditedTexts } from "./editedTexts";

export interface Standing {
  facts(): FactsByFile;
  model(anchored: ChainModel): ChainModel;
}

/** @param factsNow the facts, which change under our hands */
export function createStanding(factsNow: () => FactsByFile, { files, put }: EditedTexts): Standing {
  let factsBefore: FactsByFile = new Map();
  let modelBefore: ChainModel | null = null;
  return {
    facts: () => {
      const anchored = factsNow();
      if (files.size === 0) return anchored;
      const now = new Map(anchored);
      for (const file of files) {
        const facts = anchored.get(file);
        if (facts) now.set(file, put(facts));
      }
      if (!sameEntries(factsBefore, now)) factsBefore = now;
      return factsBefore;
    },
    model: (model) => {
      if (files.size === 0) return model;
      const chains = model.chains.map((chain) => put(chain));
      const unresolved = model.unresolved.map((one) => put(one));
      if (sameElements(model.chains, chains) && sameElements(model.unresolved, unresolved)) return model;
      const { kernelVersion, wanted } = model;
      const isSame =
        modelBefore?.kernelVersion === kernelVersion &&
        modelBefore.wanted === wanted &&
        sameElements(modelBefore.chains, chains) &&
        sameElements(modelBefore.unresolved, unresolved);
      if (!isSame || modelBefore === null) modelBefore = { chains, unresolved, kernelVersion, wanted };
      return modelBefore;
    },
  };
}

function sameEntries(a: FactsByFile, b: FactsByFile): boolean {
  return a.size === b.size && [...a].every(([file, facts]) => b.get(file) === facts);
}
