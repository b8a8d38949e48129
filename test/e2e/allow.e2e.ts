/** A finding that somebody knows and lets stand: the editor asks why, and writes the answer into the code. */
import { afterAll, beforeAll, beforeEach, onTestFailed, test } from "vitest";
import { type Session, start } from "./start";

const KILLER = "drivers/staging/android/lowmemorykiller.c";

let session: Session;

beforeAll(async () => {
  session = await start();
});

beforeEach(({ task }) => {
  onTestFailed(() => session.shot(`failed-${task.name.slice(0, 40)}`));
});

afterAll(async () => {
  await session?.stop();
});

test("a finding is allowed with a reason that the editor asks for, and goes", async () => {
  await session.open(KILLER);
  await session.statusBar().getByText("3 errors").waitFor();
  await session.goTo(33, 9);
  await session.quickFix("Allow phantom-claim here");
  await session.page.locator(".quick-input-title", { hasText: "phantom-claim" }).waitFor();
  await session.page
    .locator('.quick-input-widget:not([style*="display: none"]) input.input')
    .fill("known since 2012");
  await session.page.keyboard.press("Enter");
  await session.editor(KILLER).getByText("known since 2012").first().waitFor();
  await session.statusBar().getByText("2 errors").waitFor();
  await session.shot("15-allowed");
});
