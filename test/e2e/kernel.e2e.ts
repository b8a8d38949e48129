/** A whole kernel, where this machine has one: found, indexed and shown, and typing does not wait for it. */
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test } from "vitest";
import { type Session, start } from "./start";

const MAIN = "kernel/power/main.c";
/** Its callback answers raw errnos. */
const DRIVER = "drivers/acpi/battery.c";

/** A failure's limit, in milliseconds: a whole kernel without a cache, on a machine that has other things to do. */
const INDEX = 400_000;

let session: Session;

beforeAll(async () => {
  // scripts/e2e.mjs leaves this file out where there is no tree.
  session = await start({ folder: process.env.KERNEL_TREE ?? "" });
});

beforeEach(({ task }) => {
  onTestFailed(() => session.shot(`failed-${task.name.slice(0, 40)}`));
});

afterAll(async () => {
  await session?.stop();
});

test("the tree is read, counted and shown by subsystem", { timeout: 2 * INDEX }, async () => {
  await session.open(MAIN);
  await session
    .statusBar()
    .getByText(/\d{3} notifier chains/)
    .waitFor({ timeout: INDEX });
  const rows = await session.view("Notifier Chains", "notifierLens");
  await rows.filter({ hasText: "drivers" }).first().waitFor();
  await session.shot("40-kernel");
});

test("the chain of suspend opens as a simulation", async () => {
  await session.open(MAIN);
  // BLOCKING_NOTIFIER_HEAD(pm_chain_head); lines further down are not drawn, nor are their lenses.
  await session.goTo(72, 1);
  // One that has its numbers stays where it is.
  await session
    .lens(MAIN, /Run simulation · \d+ callbacks/)
    .first()
    .click();
  const panel = session.webview();
  await panel.locator("#verdict").waitFor();
  expect(await panel.locator("[data-callback]").count()).toBeGreaterThan(20);
  await session.shot("41-kernel-simulation");
});

test("a driver has its findings, and keeps them while somebody types", async () => {
  await session.open(DRIVER);
  expect((await session.problems()).join("\n")).toContain("battery_notify()");
  await session.open(DRIVER);
  await session.goTo(1, 1);
  await session.page.keyboard.insertText("\n\n");
  await session.page.locator(".tab.active.dirty").waitFor();
  expect((await session.problems()).join("\n")).toContain("battery_notify()");
  await session.shot("42-kernel-driver");
  await session.open(DRIVER);
  await session.command("File: Revert File");
});
