/** The example tree as a newcomer meets it: from the squiggle to the bug understood and mended. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from "vitest";
import { type Session, start } from "./start";

const KILLER = "drivers/staging/android/lowmemorykiller.c";
const FORK = "kernel/fork.c";
const PAGES = "mm/page_tags.c";

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

test("a finding is underlined, listed with its rule, and counted in the status bar", async () => {
  await session.tidy();
  await session.open(KILLER);
  await session.squiggles(KILLER, "error").first().waitFor();
  await session.statusBar().getByText("3 errors").waitFor();
  const problems = await session.problems();
  expect(problems.join("\n")).toContain(
    "lowmem_task_free() returns NOTIFY_OK without having taken the task_struct",
  );
  expect(problems.join("\n")).toMatch(/notifier-lens.*phantom-claim/);
  await session.shot("01-problems");
});

test("a hover tells place, values and what the caller makes of them", async () => {
  await session.tidy();
  await session.open(KILLER);
  await session.goTo(30, 1);
  const hover = await session.hover(KILLER, "lowmem_task_free");
  await hover.getByText("task_free_notifier").first().waitFor();
  await hover.getByText("__put_task_struct()").first().waitFor();
  await session.shot("02-hover");
  await session.page.keyboard.press("Escape");
});

test("the lens opens the simulation, and a changed value changes the verdict", async () => {
  await session.tidy();
  await session.open(KILLER);
  await session.goTo(30, 1);
  await session
    .lens(KILLER, /Run simulation · /)
    .first()
    .click();
  const panel = session.webview();
  await panel.locator("#verdict[data-kind=double-free]").waitFor();
  await session.shot("03-simulation");
  // The 2012 bug: nobody but the one that takes nothing answers.
  await panel.locator('[data-callback="oprofile_task_free"] vscode-checkbox.on').click();
  await panel.locator('[data-callback="task_stats_notify"] vscode-checkbox.on').click();
  await panel.locator("#verdict[data-kind=leak]").waitFor();
  await session.shot("04-leak");
  await panel.locator('[data-callback="lowmem_task_free"] select.value').selectOption("NOTIFY_DONE");
  await panel.locator("#verdict[data-kind=ok]").waitFor();
  await session.shot("05-mended-in-the-panel");
});

test("what can go wrong is told by itself, and shown when asked for", async () => {
  const panel = session.webview();
  await panel.locator("#reset").click();
  await panel.locator("#verdict[data-kind=double-free]").waitFor();
  // The bug of 2012: it is one removed callback away.
  await panel.locator('#wrong [data-key="fewer leak"]').click();
  await panel.locator("#verdict[data-kind=leak]").waitFor();
  await session.shot("06-what-can-go-wrong");
});

test("the trace can be had as text, coloured", async () => {
  await session.tidy();
  await session.open(KILLER);
  await session.goTo(30, 1);
  await session.command("Notifier Lens: Show Trace as Text");
  const trace = session.page.locator('.monaco-editor[data-uri^="notifier-trace:"]').first();
  await trace.getByText("task_free_notifier").first().waitFor();
  await session.shot("07-trace");
});

test("a quick fix mends the finding, and the finding goes", async () => {
  await session.tidy();
  await session.open(KILLER);
  await session.squiggles(KILLER, "error").first().waitFor();
  await session.goTo(33, 9);
  await session.quickFix("Return NOTIFY_DONE");
  await session.editor(KILLER).getByText("NOTIFY_DONE").first().waitFor();
  await session.squiggles(KILLER, "error").first().waitFor({ state: "detached" });
  await session.shot("08-mended");
  await session.page.keyboard.press("Control+S");
  await session.page.locator('.tab.active[data-resource-name="lowmemorykiller.c"]:not(.dirty)').waitFor();
  expect(readFileSync(path.join(session.folder, KILLER), "utf8")).toContain("return NOTIFY_DONE;\n}");
});

test("the view of chains shows who is on a chain, in order", async () => {
  await session.tidy();
  const rows = await session.view("Notifier Chains", "notifierLens");
  const chain = rows.filter({ hasText: "task_free_notifier" }).last();
  await chain.locator(".monaco-tl-twistie").click();
  await rows.filter({ hasText: "oprofile_task_free()" }).first().waitFor();
  await rows.filter({ hasText: "task_stats_notify()" }).first().waitFor();
  await session.shot("09-chains");
});

test("go to implementations leads from the walk to the callbacks", async () => {
  await session.tidy();
  await session.open(FORK);
  const text = readFileSync(path.join(session.folder, FORK), "utf8").split("\n");
  const line = text.findIndex((one) => one.includes("profile_handoff_task(")) + 1;
  expect(line).toBeGreaterThan(0);
  await session.goTo(line, (text[line - 1] ?? "").indexOf("profile_handoff_task") + 3);
  await session.command("Peek Implementations");
  const peek = session.page.locator(".peekview-widget .ref-tree");
  for (const file of ["buffer_sync.c", "lowmemorykiller.c", "task_stats.c"])
    await peek.getByText(file).first().waitFor();
  await session.shot("10-implementations");
  await session.page.keyboard.press("Escape");
});

test("the call hierarchy goes through the chain", async () => {
  await session.tidy();
  await session.open(PAGES);
  const text = readFileSync(path.join(session.folder, PAGES), "utf8").split("\n");
  const line = text.findIndex((one) => one.includes("int page_tags_event(")) + 1;
  await session.goTo(line, 15);
  await session.command("Calls: Show Call Hierarchy");
  const view = session.page.locator('[id="workbench.view.extension.references-view"]');
  await view.getByText("memory_notify").first().waitFor();
  await session.shot("11-call-hierarchy");
});

test("what a fix changes is shown before it is made, side by side", async () => {
  await session.tidy();
  await session.open(PAGES);
  await session.squiggles(PAGES, "warning").first().waitFor();
  await session.goTo(36, 10);
  await session.quickFix("Show what this changes");
  const after = session.page.locator(".monaco-diff-editor .editor.modified");
  await after.getByText("memory_chain").first().waitFor();
  await session.shot("12-what-a-fix-changes");
});

test("the whole workspace can be checked, and closed files have their findings then", async () => {
  await session.tidy();
  await session.command("Notifier Lens: Check Workspace");
  const rows = session.page.locator(".markers-panel .monaco-list-row");
  await rows.filter({ hasText: "page_tags.c" }).first().waitFor();
  await session.shot("13-check-workspace");
  await session.command("Notifier Lens: Clear Findings of Closed Files");
  await rows.filter({ hasText: "page_tags.c" }).first().waitFor({ state: "detached" });
});

test("the walkthrough opens", async () => {
  await session.tidy();
  await session.command("Notifier Lens: Find Your First Claim (Walkthrough)");
  await session.page.locator(".gettingStarted").getByText("Find your first claim").first().waitFor();
  await session.shot("14-walkthrough");
});
