/** An editor with the packed extension in it, on a folder, seen through a browser. Must not know what is tried there. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Browser, chromium } from "playwright-core";
import { installEditor } from "../../scripts/editor/install.mjs";
import { packExtension } from "../../scripts/editor/package.mjs";
import { startEditor } from "../../scripts/editor/server.mjs";
import { type Workbench, workbench } from "./workbench";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** What makes typing in a test arrive as typed, and what is shown not move. */
const STEADY = {
  "files.autoSave": "off",
  "files.simpleDialog.enable": true,
  "editor.autoClosingBrackets": "never",
  "editor.autoClosingComments": "never",
  "editor.autoClosingQuotes": "never",
  "editor.autoIndent": "none",
  "editor.quickSuggestions": false,
  "editor.suggestOnTriggerCharacters": false,
  "editor.wordBasedSuggestions": "off",
  "editor.cursorBlinking": "solid",
  "editor.hover.delay": 100,
  "editor.smoothScrolling": false,
  "workbench.reduceMotion": "on",
};

/** For a browser without a screen, as root. */
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"];

export interface Session extends Workbench {
  /** The folder that is open. */
  readonly folder: string;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** A folder to open as it is; by default a copy of the example tree. */
  readonly folder?: string;
  readonly settings?: object;
  readonly isTrusted?: boolean;
}

/** Starts an editor and a browser, and waits until the folder is shown. */
export async function start({
  folder,
  settings = {},
  isTrusted = true,
}: StartOptions = {}): Promise<Session> {
  const copy = folder === undefined ? exampleCopy() : null;
  const opened = folder ?? copy ?? "";
  const editor = await startEditor({
    server: installEditor(),
    vsix: [packExtension()],
    settings: { ...STEADY, ...settings },
    isTrusted,
  });
  let browser: Browser | null = null;
  const stop = async (): Promise<void> => {
    await browser?.close();
    await editor.stop();
    if (copy !== null) rmSync(path.dirname(copy), { recursive: true, force: true });
  };
  try {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: FLAGS,
    });
    const page = await browser.newPage({ viewport: { width: 1440, height: 960 } });
    page.setDefaultTimeout(60_000);
    await page.goto(`${editor.url}?folder=${encodeURIComponent(opened)}`);
    const bench = workbench(page);
    if (isTrusted) await bench.ready();
    return { ...bench, folder: opened, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function exampleCopy(): string {
  const folder = path.join(mkdtempSync(path.join(os.tmpdir(), "notifier-lens-e2e-")), "task-handoff");
  cpSync(path.join(ROOT, "examples/task-handoff"), folder, { recursive: true });
  return folder;
}
