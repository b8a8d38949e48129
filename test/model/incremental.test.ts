/** A linker that has seen other facts before makes the model of one that has not, whatever changed in between. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileFacts } from "../../server/src/facts/facts";
import { createLinker, linkModel } from "../../server/src/model/link";
import type { FactsByFile } from "../../server/src/model/symbols";
import { TREE } from "../features/tree";
import { analyse, folder } from "../support/analyse";

const OPTIONS = { kernelVersion: null };

/** What an edit makes of the facts of a file: none, those of the tree, all of them lower, or all but some. */
type Edit =
  | { readonly kind: "remove" | "restore" }
  | { readonly kind: "move"; readonly lines: number }
  | { readonly kind: "drop"; readonly list: number; readonly at: number };

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constantFrom("remove" as const, "restore" as const) }),
  fc.record({ kind: fc.constant("move" as const), lines: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant("drop" as const), list: fc.nat(), at: fc.nat() }),
);

function edited(facts: FileFacts | undefined, original: FileFacts, change: Edit): FileFacts | null {
  switch (change.kind) {
    case "remove":
      return null;
    case "restore":
      return original;
    case "move":
      return moved(facts ?? original, change.lines);
    case "drop": {
      const now = facts ?? original;
      const lists = Object.entries(now).filter(([, list]) => Array.isArray(list) && list.length > 0);
      const [name, list] = lists[change.list % lists.length] ?? ["", []];
      return { ...now, [name]: list.filter((_: unknown, i: number) => i !== change.at % list.length) };
    }
  }
}

/** The same facts, lower in the text. */
function moved<T>(facts: T, lines: number): T {
  const lower = (key: string, value: unknown): unknown =>
    key === "line" || key === "endLine" ? Number(value) + lines : value;
  return JSON.parse(JSON.stringify(facts, lower)) as T;
}

function checkEdits(original: FactsByFile): void {
  const step = fc.record({ file: fc.constantFrom(...original.keys()), change: edit });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const linker = createLinker();
      const files = new Map(original);
      expect(linker.link(files, OPTIONS)).toEqual(linkModel(files, OPTIONS));
      for (const { file, change } of steps) {
        const facts = edited(files.get(file), original.get(file) as FileFacts, change);
        if (facts) files.set(file, facts);
        else files.delete(file);
        expect(linker.link(files, OPTIONS)).toEqual(linkModel(files, OPTIONS));
      }
    }),
    { numRuns: 40 },
  );
}

describe("after edits of facts the model is that of a new linker", () => {
  it("the example tree", async () =>
    checkEdits((await analyse(await folder("examples/task-handoff"))).facts));

  it("chains of every kind", async () => checkEdits((await analyse(TREE)).facts));
});

it("chains that an edit does not concern stay the same objects", async () => {
  const { facts } = await analyse(TREE);
  const linker = createLinker();
  const files = new Map(facts);
  const before = linker.link(files, OPTIONS);
  const [file = "", own] = [...facts].find(([, f]) => f.heads.length > 0) ?? [];
  files.set(file, moved(own as FileFacts, 3));
  const after = linker.link(files, OPTIONS);
  const ids = (same: boolean): string[] =>
    after.chains.filter((chain, i) => (chain === before.chains[i]) === same).map(({ id }) => id);
  expect(ids(false)).toContain(`${file}:${own?.heads[0]?.name}`);
  expect(ids(true).length).toBeGreaterThan(0);
});
