/** The place in the order behind each registration, and silence where the order says nothing. */
import { expect, test } from "vitest";
import { hintsOf } from "../../server/src/features/inlayHints";
import { analyse } from "../support/analyse";
import { NAVIGATION_TREE } from "./navigation";

const ALL = { line: 1, column: 1, endLine: 1000, endColumn: 1 };

async function hintsIn(file: string, place = ALL): Promise<string[]> {
  const hints = hintsOf(await analyse(NAVIGATION_TREE), file, place);
  return hints.map(({ at, text, details }) => `${at.line}:${at.column} ${text}: ${details}`);
}

test("behind each registration, in the stretch that is asked for", async () => {
  const late = "24:58 2nd of 2: late_event() is called 2nd of 2 on power_chain, priority 0.";
  const early = "25:66 1st of 2: early_event() is called 1st of 2 on power_chain, priority 7.";
  expect(await hintsIn("drivers/late.c")).toEqual([late, early]);
  expect(await hintsIn("drivers/late.c", { ...ALL, line: 25, endLine: 25 })).toEqual([early]);
});

test("equal priorities leave the order open", async () => {
  const third = NAVIGATION_TREE.get("drivers/late.c")
    ?.replaceAll(/late_|early_/g, "more_$&")
    .replace("priority = 7", "priority = 0");
  const hints = hintsOf(
    await analyse(new Map([...NAVIGATION_TREE, ["drivers/more.c", third ?? ""]])),
    "drivers/late.c",
    ALL,
  );
  expect(hints.map(({ text, details }) => `${text}: ${details}`)).toEqual([
    "2nd to 4th of 4: late_event() is called 2nd to 4th of 4 on power_chain, priority 0. 2 of the others have the same priority: callbacks of one priority are called in the order in which they were registered.",
    "1st of 4: early_event() is called 1st of 4 on power_chain, priority 7.",
  ]);
});

test.each([
  { what: "the only callback", file: "drivers/bus.c" },
  { what: "one that can stand anywhere", file: "drivers/taker.c" },
  { what: "a priority nobody knows", file: "mm/tags.c" },
  { what: "a chain nobody knows", file: "drivers/lost.c" },
  { what: "a file that is not there", file: "not/there.c" },
])("nothing for $what", async ({ file }) => {
  expect(await hintsIn(file)).toEqual([]);
});
