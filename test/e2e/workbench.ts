/**
 * What a user does in the editor, one function for each action. Every wait is for something that can be seen, none for a
 * time. Selectors are those of VS Code 1.100; nothing here knows notifier chains.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";

/** Where the pictures go that every test takes. */
const SHOTS = path.join(import.meta.dirname, "shots");

/** A page with the editor in it. */
export interface Workbench {
  readonly page: Page;
  /** Waits until the editor shows the folder. */
  ready(): Promise<void>;
  /** Opens a file by its path in the folder. */
  open(file: string): Promise<void>;
  /** Runs a command by its title, with its category. */
  command(title: string): Promise<void>;
  /** Closes every editor and the panel below. */
  tidy(): Promise<void>;
  /** Puts the cursor somewhere in the active editor. */
  goTo(line: number, column: number): Promise<void>;
  editor(file: string): Locator;
  squiggles(file: string, severity: "error" | "warning" | "info"): Locator;
  lens(file: string, text: string | RegExp): Locator;
  /** The rows of the Problems view. */
  problems(): Promise<string[]>;
  /** What is shown over the first occurrence of a word that is visible. */
  hover(file: string, word: string): Promise<Locator>;
  /** Chooses from what is offered at the cursor. */
  quickFix(title: string): Promise<void>;
  /** The document in the visible webview. */
  webview(): FrameLocator;
  /** The rows of a view of the extension's container, after opening it. */
  view(container: string, id: string): Promise<Locator>;
  notifications(): Locator;
  statusBar(): Locator;
  shot(name: string): Promise<void>;
}

export function workbench(page: Page): Workbench {
  const quickInput = page.locator('.quick-input-widget:not([style*="display: none"])');
  const nameOf = (file: string): string => file.slice(file.lastIndexOf("/") + 1);
  const editor = (file: string): Locator =>
    page.locator(`.monaco-editor[data-uri$="/${nameOf(file)}"]`).first();
  const inRow = (...labels: string[]): Locator =>
    quickInput.locator(`.quick-input-list .monaco-list-row:is(${labels.join(", ")})`).first();

  const focus = async (file: string): Promise<void> => {
    const found = editor(file);
    if (!(await found.evaluate((element) => element.classList.contains("focused"))))
      await page.keyboard.press("Control+1");
    await page.locator(`.monaco-editor.focused[data-uri$="/${nameOf(file)}"]`).waitFor();
  };

  const command = async (title: string): Promise<void> => {
    await page.keyboard.press("F1");
    await quickInput.locator("input.input").fill(`>${title}`);
    const row = inRow(`[aria-label="${title}"]`, `[aria-label^="${title}, "]`);
    await row.click();
    await row.waitFor({ state: "hidden" });
  };

  return {
    page,
    editor,
    ready: async () => {
      await page.locator(".monaco-workbench .part.statusbar .statusbar-item").first().waitFor();
      await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    },
    open: async (file) => {
      const name = nameOf(file);
      // From a webview the key would first have to find its way out.
      await page.locator(".part.titlebar").click({ position: { x: 5, y: 5 } });
      await page.keyboard.press("Control+P");
      await quickInput.locator("input.input").fill(file);
      const row = inRow(`[aria-label="${name}"]`, `[aria-label^="${name} "]`, `[aria-label^="${name},"]`);
      await row.click();
      await page
        .locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`)
        .waitFor();
      await editor(file).locator(".view-line").first().waitFor();
      await focus(file);
    },
    command,
    tidy: async () => {
      await page.locator(".part.titlebar").click({ position: { x: 5, y: 5 } });
      await command("View: Close All Editors");
      await page.locator(".editor-group-container .tab").first().waitFor({ state: "detached" });
      if (await page.locator(".part.panel").isVisible()) await command("View: Hide Panel");
    },
    goTo: async (line, column) => {
      await page.keyboard.press("Control+G");
      await quickInput.locator("input.input").fill(`:${line}:${column}`);
      await page.keyboard.press("Enter");
      await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
      await page
        .locator('[id="status.editor.selection"]', { hasText: new RegExp(`^Ln ${line}, Col `) })
        .waitFor();
    },
    squiggles: (file, severity) => editor(file).locator(`.squiggly-${severity}`),
    // A lens is asked for only while its editor has the focus.
    lens: (file, text) => editor(file).locator(".codelens-decoration a", { hasText: text }),
    problems: async () => {
      const view = page.locator(".markers-panel");
      if (!(await view.isVisible())) await page.keyboard.press("Control+Shift+M");
      const rows = view.locator(".monaco-list-row");
      await rows.first().waitFor();
      return (await rows.allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
    },
    hover: async (file, word) => {
      const at = await wordAt(editor(file).locator(".view-lines"), word);
      await page.mouse.move(at.x - 3, at.y);
      await page.mouse.move(at.x, at.y);
      const shown = page.locator(".monaco-editor .monaco-hover:not(.hidden) .monaco-hover-content").first();
      await shown.waitFor();
      // It fades in.
      await page.waitForFunction(SOLID);
      return shown;
    },
    quickFix: async (title) => {
      await page.keyboard.press("Control+.");
      const row = page.locator(".action-widget .monaco-list-row.action", { hasText: title }).first();
      await row.waitFor();
      // By keyboard: until the mouse moves the menu lies under something invisible.
      while (!(await row.evaluate((element) => element.classList.contains("focused"))))
        await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await row.waitFor({ state: "hidden" });
    },
    webview: () => page.frameLocator("iframe.webview.ready").first().frameLocator("iframe#active-frame"),
    view: async (container, id) => {
      const button = page.locator(`.activitybar a.action-label[aria-label^="${container}"]`).first();
      const isOpen = await button.evaluate((e) => e.closest(".action-item")?.classList.contains("checked"));
      // A badge lies over its middle, and belongs to it.
      if (!isOpen) await button.click({ force: true });
      const rows = page.locator(`[id="workbench.view.extension.${id}"] .monaco-list-row`);
      await rows.first().waitFor();
      return rows;
    },
    notifications: () => page.locator(".notifications-toasts .notification-list-item-message"),
    statusBar: () => page.locator('[id="notifier-lens.notifier-lens.status"]'),
    shot: async (name) => {
      mkdirSync(SHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
    },
  };
}

/** Whether no hover lets the text behind it through. */
const SOLID =
  "[...document.querySelectorAll('.monaco-hover:not(.hidden)')].every((e) => getComputedStyle(e).opacity === '1')";

/** The middle of a word in the visible text. */
async function wordAt(lines: Locator, word: string): Promise<{ readonly x: number; readonly y: number }> {
  const handle = lines.locator("span", { hasText: word }).last();
  await handle.waitFor();
  const box = await handle.boundingBox();
  const text = (await handle.textContent()) ?? "";
  const at = text.indexOf(word);
  if (box === null || at < 0) throw new Error(`"${word}" is not to be seen`);
  const width = box.width / Math.max(text.length, 1);
  return { x: box.x + width * (at + word.length / 2), y: box.y + box.height / 2 };
}
