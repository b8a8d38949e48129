/** Incremental equals from scratch: whatever was opened, closed and changed, the model is that of the texts that count. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../server/src/base/finding";
import { runRules } from "../../server/src/rules";
import type { Host } from "../../server/src/workspace/host";
import type { Workspace } from "../../server/src/workspace/types";
import { createWorkspace } from "../../server/src/workspace/workspace";
import { editingHost, memoryHost, testParser } from "../support/analyse";
import { disk, FILES, VARIANTS } from "./variants";

/** Enough to find every mistake that was ever made here, in a second. */
const RUNS = 150;

type Step = {
  readonly kind: "open" | "close" | "write" | "remove" | "settle";
  readonly file: string;
  readonly text: string;
};

const step: fc.Arbitrary<Step> = fc.constantFrom(...FILES).chain((file) =>
  fc.record({
    kind: fc.constantFrom<Step["kind"]>("open", "close", "write", "remove", "settle"),
    file: fc.constant(file),
    text: fc.constantFrom(...(VARIANTS[file] ?? [])),
  }),
);

/** A disk and an editor: what their texts are, and who is told when they change. */
function world(onDisk: Map<string, string>) {
  const open = new Map<string, string>();
  return {
    /** Makes a step, and tells the workspace of it. */
    make: (workspace: Workspace, { kind, file, text }: Step): Promise<void> => {
      switch (kind) {
        case "open":
          open.set(file, text);
          return workspace.open(file, text);
        case "close":
          open.delete(file);
          return workspace.close(file);
        case "write":
          onDisk.set(file, text);
          return workspace.refresh([file]);
        case "remove":
          onDisk.delete(file);
          return workspace.refresh([file]);
        case "settle":
          return workspace.settle();
      }
    },
    /** A workspace that never saw anything but the texts that count now. */
    fresh: async (): Promise<Workspace> => {
      const workspace = createWorkspace(memoryHost(new Map([...onDisk, ...open]), await testParser()), "");
      await workspace.index();
      return workspace;
    },
  };
}

function findingsIn(workspace: Workspace): Finding[] {
  return runRules({ model: workspace.model(), facts: workspace.facts });
}

describe("after any edits the model is that of a fresh workspace", () => {
  it.each([
    { name: "a host that reads each text anew", hostOf: memoryHost },
    { name: "a host that remembers edited texts", hostOf: editingHost },
  ])("one after the other, with $name", ({ hostOf }) =>
    fc.assert(
      fc.asyncProperty(disk, fc.array(step, { maxLength: 8 }), async (onDisk, steps) => {
        const { make, fresh } = world(onDisk);
        const workspace = createWorkspace(hostOf(onDisk, await testParser()), "");
        await workspace.index();
        for (const one of steps) {
          await make(workspace, one);
          // What rules keep of chains as they are now must not be told of them later.
          findingsIn(workspace);
        }
        await workspace.settle();
        const expected = await fresh();
        expect(workspace.model()).toEqual(expected.model());
        expect(findingsIn(workspace)).toEqual(findingsIn(expected));
      }),
      { numRuns: RUNS },
    ),
  );

  it("all at once, however long reading and parsing take", () =>
    fc.assert(
      fc.asyncProperty(disk, fc.array(step, { maxLength: 8 }), fc.scheduler(), async (onDisk, steps, s) => {
        const { make, fresh } = world(onDisk);
        const host = editingHost(onDisk, await testParser());
        const slow: Host = {
          ...host,
          search: s.scheduleFunction(host.search),
          readFile: s.scheduleFunction(host.readFile),
          extract: s.scheduleFunction(host.extract),
        };
        const workspace = createWorkspace(slow, "");
        await s.waitFor(workspace.index());
        await s.waitFor(Promise.all(steps.map((one) => make(workspace, one))));
        await s.waitFor(workspace.settle());
        expect(workspace.model()).toEqual((await fresh()).model());
      }),
      { numRuns: RUNS },
    ));
});
