/** What the user has set counts: a rule that is off, and a kind of lens that is. */
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from "vitest";
import { type Session, start } from "./start";

const KILLER = "drivers/staging/android/lowmemorykiller.c";

let session: Session;

beforeAll(async () => {
  const settings = {
    "notifierLens.rules": { "phantom-claim": "off" },
    "notifierLens.codeLens.callbacks": false,
  };
  session = await start({ settings });
});

beforeEach(({ task }) => {
  onTestFailed(() => session.shot(`failed-${task.name.slice(0, 40)}`));
});

afterAll(async () => {
  await session?.stop();
});

test("a rule that is switched off finds nothing, the others do; a lens that is not wanted is not there", async () => {
  await session.open(KILLER);
  await session.statusBar().getByText("2 errors").waitFor();
  await session.goTo(30, 1);
  const problems = (await session.problems()).join("\n");
  expect(problems).toContain("multiple-claimants");
  expect(problems).not.toContain("phantom-claim");
  expect(await session.lens(KILLER, "Run simulation").count()).toBe(0);
});
