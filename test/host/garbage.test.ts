/** When a server gives memory back: after it has read a tree and nobody has done anything for a while, and not for ever. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { givingBack } from "../../server/src/host/garbage";
import type { Host } from "../../server/src/workspace/host";

const QUIET = 1_000;
const WANTED = { watch: new Set<string>(), structs: new Set<string>(), macros: new Map(), summaries: [] };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function server(): { readonly host: Host; collections(): number } {
  let count = 0;
  const nothing = async () => ({}) as never;
  const bare: Host = {
    search: async () => new Map(),
    readFile: nothing,
    extract: nothing,
    editedText: async () => ({ extract: nothing, standing: () => null }),
    recall: async () => ({ memory: null, changed: async () => null }),
    remember: () => undefined,
  };
  return { host: givingBack(bare, () => count++, QUIET), collections: () => count };
}

it("collects twice after a tree was recalled, and then no more", async () => {
  const { host, collections } = server();
  await host.recall?.("/tree");
  await vi.advanceTimersByTimeAsync(QUIET - 1);
  expect(collections()).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(collections()).toBe(1);
  await vi.advanceTimersByTimeAsync(10 * QUIET);
  expect(collections()).toBe(2);
});

it("waits while somebody types, and does not begin because somebody does", async () => {
  const { host, collections } = server();
  const text = await host.editedText?.(0);
  await text?.extract("", WANTED);
  await vi.advanceTimersByTimeAsync(10 * QUIET);
  expect(collections()).toBe(0);
  host.remember?.("/tree", {} as never, []);
  for (let i = 0; i < 5; i++) {
    await vi.advanceTimersByTimeAsync(QUIET / 2);
    await text?.extract("", WANTED);
  }
  expect(collections()).toBe(0);
  await vi.advanceTimersByTimeAsync(QUIET);
  expect(collections()).toBe(1);
});
