/** Chains and callbacks by name: what matches best comes first. */
import { expect, test } from "vitest";
import { symbolsNamed } from "../../server/src/features/workspaceSymbols";
import { analyse } from "../support/analyse";
import { NAVIGATION_TREE, shown } from "./navigation";

const analysed = analyse(NAVIGATION_TREE);

test.each([
  { query: "memory_chain", found: ["memory_chain (blocking chain, 2 callbacks)"] },
  {
    query: "chain",
    found: ["memory_chain (blocking chain, 2 callbacks)", "power_chain (blocking chain, 2 callbacks)"],
  },
  {
    query: "_free",
    found: [
      "task_free_notifier (atomic chain, 2 callbacks)",
      "taker_free (on task_free_notifier)",
      "watcher_free (on task_free_notifier)",
    ],
  },
  { query: "SLevt", found: ["slab_event (on memory_chain)"] },
  { query: "zzz", found: [] },
])("$query", async ({ query, found }) => {
  const symbols = symbolsNamed(await analysed, query);
  expect(symbols.map(({ name, container }) => `${name} (${container})`)).toEqual(found);
});

test("the name itself, then beginnings, then beginnings of words, then parts, then letters", async () => {
  const file = (name: string): [string, string] => [
    `kernel/${name}.c`,
    `static RAW_NOTIFIER_HEAD(${name});\nvoid f_${name}(void)\n{\n\traw_notifier_call_chain(&${name}, 0, 0);\n}\n`,
  ];
  const names = ["pxm", "apm_chain", "a_pm_chain", "pm_chain", "pm"];
  const found = symbolsNamed(await analyse(new Map(names.map(file))), "pm");
  expect(found.map(({ name }) => name)).toEqual(["pm", "pm_chain", "a_pm_chain", "apm_chain", "pxm"]);
});

test("nothing asked for are all chains, each at its head", async () => {
  const symbols = symbolsNamed(await analysed, "");
  expect(symbols.map((symbol) => shown(NAVIGATION_TREE, symbol))).toEqual([
    "drivers/bus.c:4 listeners",
    "mm/memory.c:1 memory_chain",
    "kernel/power.c:3 power_chain",
    "kernel/profile.c:1 task_free_notifier",
  ]);
});
