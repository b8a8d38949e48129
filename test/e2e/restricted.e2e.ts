/** A folder that the user has not said to trust: what only reads works, and no setting of the folder decides anything. */
import { afterAll, beforeAll, beforeEach, onTestFailed, test } from "vitest";
import { type Session, start } from "./start";

const KILLER = "drivers/staging/android/lowmemorykiller.c";

let session: Session;

beforeAll(async () => {
  session = await start({ isTrusted: false });
});

beforeEach(({ task }) => {
  onTestFailed(() => session.shot(`failed-${task.name.slice(0, 40)}`));
});

afterAll(async () => {
  await session?.stop();
});

test("findings, lenses and the simulation are there in restricted mode", async () => {
  await session.page.locator(".monaco-dialog-box").getByText("No, I don't trust").click();
  await session.ready();
  await session.page.getByText("Restricted Mode").first().waitFor();
  await session.open(KILLER);
  await session.squiggles(KILLER, "error").first().waitFor();
  await session
    .lens(KILLER, /Run simulation · /)
    .first()
    .click();
  await session.webview().locator("#verdict").waitFor();
  await session.shot("30-restricted");
});
