/** The same things in the themes that people have: pictures to look at, and what must be there in each. */
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test } from "vitest";
import { type Session, start } from "./start";

const KILLER = "drivers/staging/android/lowmemorykiller.c";

const THEMES = [
  { name: "dark", theme: "Default Dark Modern", body: "vscode-dark" },
  { name: "light", theme: "Default Light Modern", body: "vscode-light" },
  { name: "high-contrast", theme: "Default High Contrast", body: "vscode-high-contrast" },
];

/** What the function in the page asks the browser for. */
interface Styles {
  getComputedStyle(element: unknown): { readonly color: string; readonly backgroundColor: string };
}

describe.each(THEMES)("in the theme $theme", ({ name, theme, body }) => {
  let session: Session;

  beforeAll(async () => {
    session = await start({ settings: { "workbench.colorTheme": theme } });
  });

  beforeEach(({ task }) => {
    onTestFailed(() => session.shot(`failed-${task.name.slice(0, 40)}`));
  });

  afterAll(async () => {
    await session?.stop();
  });

  test("squiggle, hover and view are there", async () => {
    await session.open(KILLER);
    await session.squiggles(KILLER, "error").first().waitFor();
    await session.view("Notifier Chains", "notifierLens");
    await session.goTo(30, 1);
    await session.hover(KILLER, "lowmem_task_free");
    await session.shot(`20-${name}-hover`);
    await session.page.keyboard.press("Escape");
  });

  test("the panel takes the theme's colours", async () => {
    await session.goTo(30, 1);
    await session.command("Notifier Lens: Run Simulation");
    const panel = session.webview();
    await panel.locator("#verdict").waitFor();
    expect(await panel.locator("body").getAttribute("class")).toContain(body);
    const colours = await panel.locator("#verdict").evaluate((element) => {
      const { color, backgroundColor } = (globalThis as unknown as Styles).getComputedStyle(element);
      return [color, backgroundColor];
    });
    expect(new Set(colours).size).toBe(2);
    await session.shot(`21-${name}-simulation`);
  });
});
