/** The order in which files were read must not show in the model. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linkModel } from "../../server/src/model/link";
import { TREE } from "../features/tree";
import { type Analysis, analyse, folder } from "../support/analyse";
import { parseFixture } from "../support/fixture";

const OPTIONS = { kernelVersion: null };

function checkOrder({ facts, model }: Analysis): void {
  expect(model.chains.length).toBeGreaterThan(0);
  fc.assert(
    fc.property(fc.shuffledSubarray([...facts], { minLength: facts.size }), (files) => {
      expect(linkModel(new Map(files), OPTIONS)).toEqual({ ...model, ...OPTIONS });
    }),
    { numRuns: 50 },
  );
}

describe("linking", () => {
  it("does not depend on the order of files: the example tree", async () =>
    checkOrder(await analyse(await folder("examples/task-handoff"))));

  it("does not depend on the order of files: chains of every kind", async () =>
    checkOrder(await analyse(TREE)));

  it("takes the first of two headers that define a macro of one name, by name", async () => {
    const { files } = parseFixture(`
//- /a.h
#define HOOK(nb) register_a_notifier(nb)
//- /b.h
#define HOOK(nb) register_b_notifier(nb)
`);
    const { facts } = await analyse(files);
    for (const order of [[...facts], [...facts].reverse()]) {
      const { macros } = linkModel(new Map(order), OPTIONS).wanted;
      expect(macros.map((m) => m.body)).toEqual(["register_a_notifier(nb)"]);
    }
  });
});
