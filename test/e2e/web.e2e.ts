/**
 * The extension where there is no Node: in the editor's web worker, the server in a worker of its own, all files through
 * the editor. What a user does there is what a user does anywhere.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from "vitest";
import { type Session, start } from "./start";

const KILLER = "drivers/staging/android/lowmemorykiller.c";

let session: Session;

beforeAll(async () => {
  session = await start({ settings: { "remote.extensionKind": { "notifier-lens.notifier-lens": ["web"] } } });
});

beforeEach(({ task }) => {
  onTestFailed(() => session.shot(`failed-${task.name.slice(0, 40)}`));
});

afterAll(async () => {
  await session?.stop();
});

test("findings come from a server in a worker that reads through the editor", async () => {
  await session.open(KILLER);
  await session.squiggles(KILLER, "error").first().waitFor();
  await session.statusBar().getByText("5 notifier chains, 3 errors").waitFor();
  await session.command("Notifier Lens: Show Log");
  // On a disk the log would name a path.
  await session.page.locator(".output-view .view-lines").getByText("files of vscode-remote://").waitFor();
  await session.shot("40-web-log");
  await session.page.keyboard.press("Control+J");
});

test("a fix mends the finding, and a file that changes on disk is read again", async () => {
  await session.goTo(33, 9);
  await session.quickFix("Return NOTIFY_DONE");
  await session.statusBar().getByText("1 error").waitFor();
  await session.page.keyboard.press("Control+Z");
  await session.statusBar().getByText("3 errors").waitFor();
  const caller = path.join(session.folder, "kernel/profile.c");
  const text = readFileSync(caller, "utf8");
  expect(text).toContain("== NOTIFY_OK");
  writeFileSync(caller, text.replace("== NOTIFY_OK", "== NOTIFY_BAD"));
  await session.statusBar().getByText("3 errors").waitFor({ state: "detached" });
  writeFileSync(caller, text);
  await session.statusBar().getByText("3 errors").waitFor();
});

test("hover, lens and simulation", async () => {
  await session.open(KILLER);
  await session.goTo(30, 1);
  const hover = await session.hover(KILLER, "lowmem_task_free");
  await hover.getByText("__put_task_struct()").first().waitFor();
  await session.page.keyboard.press("Escape");
  await session
    .lens(KILLER, /Run simulation · /)
    .first()
    .click();
  await session.webview().locator("#verdict[data-kind=double-free]").waitFor();
  await session.shot("41-web-simulation");
});
