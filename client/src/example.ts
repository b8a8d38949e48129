/**
 * The example tree that ships with the extension: copied to where it may be edited, opened, and the places in it that
 * the walkthrough points at. Must not know what is wrong in it: that is for the server to find.
 */
import {
  commands,
  type Disposable,
  type ExtensionContext,
  type LogOutputChannel,
  Range,
  type TextEditor,
  Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";
import { RUN_SIMULATION } from "../../server/src/protocol/protocol";

const EXAMPLE = "examples/task-handoff";
const COPY = "task-handoff";
const KILLER = "drivers/staging/android/lowmemorykiller.c";
const CHAIN = "kernel/profile.c:task_free_notifier";

/** Under this is kept which folder was opened as the example, until it has been opened. */
const OPENED_FOR = "notifierLens.exampleFolder";

export function exampleCommands(context: ExtensionContext, log: LogOutputChannel): Disposable[] {
  const register = (name: string, handler: (...args: unknown[]) => unknown): Disposable =>
    commands.registerCommand(`notifierLens.${name}`, handler);
  return [
    register("openExample", async (given) => {
      try {
        await openExample(context, given === "at once");
      } catch (error) {
        log.error(`the example could not be copied: ${String(error)}`);
        await window.showErrorMessage(`The example could not be copied: ${String(error)}`);
      }
    }),
    register("openWalkthrough", () => openWalkthrough(context)),
    register("exampleClaim", async () => {
      await show(/return NOTIFY_OK;/);
    }),
    register("exampleHover", async () => {
      if (await show(/lowmem_task_free\(/)) await commands.executeCommand("editor.action.showHover");
    }),
    register("exampleSimulation", async () => {
      const file = await exampleFile();
      if (file) await commands.executeCommand(RUN_SIMULATION, { uri: file.toString(), chain: CHAIN });
    }),
    register("exampleFix", async () => {
      if (await show(/return NOTIFY_OK;/)) await commands.executeCommand("editor.action.quickFix");
    }),
  ];
}

/** @param atOnce into the extension's own storage, without asking where to */
async function openExample(context: ExtensionContext, atOnce: boolean): Promise<void> {
  const target = atOnce ? ownCopy(context) : await chooseTarget(context);
  if (!target) return;
  const isOwn = target.toString() === ownCopy(context).toString();
  if (isOpen(target)) return;
  await workspace.fs.copy(Uri.joinPath(context.extensionUri, EXAMPLE), target, { overwrite: isOwn });
  await context.globalState.update(OPENED_FOR, target.toString());
  const isBusy = (workspace.workspaceFolders ?? []).length > 0;
  await commands.executeCommand("vscode.openFolder", target, { forceNewWindow: isBusy });
}

function ownCopy(context: ExtensionContext): Uri {
  return Uri.joinPath(context.globalStorageUri, COPY);
}

async function chooseTarget(context: ExtensionContext): Promise<Uri | undefined> {
  const own = {
    label: "A fresh copy, kept by the extension",
    detail: "What was changed in it the last time is gone.",
  };
  const chosen = { label: "A copy in a folder of your own…", detail: `As a new folder ${COPY} in it.` };
  const picked = await window.showQuickPick([own, chosen], { placeHolder: "Where to put the example tree?" });
  if (picked === own) return ownCopy(context);
  if (picked === undefined) return undefined;
  const [folder] =
    (await window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      openLabel: "Copy the Example Here",
    })) ?? [];
  return folder && Uri.joinPath(folder, COPY);
}

function isOpen(target: Uri): boolean {
  return (workspace.workspaceFolders ?? []).some(({ uri }) => uri.path === target.path);
}

/**
 * Where the example has just been opened: shows what it is about. The walkthrough waits for a click: the editor does
 * not know it yet while a window is being opened.
 */
export async function showWhenOpened(context: ExtensionContext): Promise<void> {
  const target = context.globalState.get<string>(OPENED_FOR);
  if (target === undefined || !isOpen(Uri.parse(target))) return;
  await context.globalState.update(OPENED_FOR, undefined);
  await show(/return NOTIFY_OK;/, ViewColumn.One);
  const goOn = "Go On with the Walkthrough";
  const picked = await window.showInformationMessage(
    "This is the example: the red line is where it begins.",
    goOn,
  );
  if (picked === goOn) await openWalkthrough(context);
}

/** An open welcome page is closed first: the editor would stay on the walkthrough that it shows. */
async function openWalkthrough({ extension }: ExtensionContext): Promise<void> {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const welcomes = tabs.filter(
    (tab) => tab.input === undefined && /^(Welcome|Walkthrough)\b/.test(tab.label),
  );
  await window.tabGroups.close(welcomes);
  await commands.executeCommand("workbench.action.openWalkthrough", `${extension.id}#firstClaim`, false);
}

/** A file of the example that is open; undefined where it is not open, which the user is told. */
async function exampleFile(): Promise<Uri | undefined> {
  const [file] = await workspace.findFiles(`**/${KILLER}`, "**/fixed/**", 1);
  if (file) return file;
  const open = "Open Example";
  const picked = await window.showInformationMessage("The example is not open in this window.", open);
  if (picked === open) await commands.executeCommand("notifierLens.openExample", "at once");
  return undefined;
}

/** Shows a line of the example, beside the walkthrough where nothing else is said. */
async function show(line: RegExp, viewColumn = ViewColumn.Two): Promise<TextEditor | undefined> {
  const file = await exampleFile();
  if (!file) return undefined;
  const document = await workspace.openTextDocument(file);
  const start = document.positionAt(Math.max(0, document.getText().search(line)));
  return window.showTextDocument(document, {
    viewColumn,
    selection: new Range(start, start),
  });
}
