/** What the server is told at its start. Must not depend on the workspace: an untrusted one decides nothing here. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { InitializationOptions } from "../../server/src/protocol/protocol";
import { showsCallsElsewhere } from "./otherServers";

/** Where the editor keeps its own ripgrep, from its root folder; the first is that of current versions. */
const RIPGREP_FOLDERS = [
  "node_modules/@vscode/ripgrep/bin",
  "node_modules.asar.unpacked/@vscode/ripgrep/bin",
  `node_modules/@vscode/ripgrep-universal/bin/${process.platform}-${process.arch}`,
  `node_modules.asar.unpacked/@vscode/ripgrep-universal/bin/${process.platform}-${process.arch}`,
];

/** @param appRoot the folder of the editor itself */
export function initializationOptions(appRoot: string): InitializationOptions {
  const binary = process.platform === "win32" ? "rg.exe" : "rg";
  const ripgrepPath = RIPGREP_FOLDERS.map((folder) => path.join(appRoot, folder, binary)).find(existsSync);
  return {
    ...(ripgrepPath === undefined ? {} : { ripgrepPath }),
    clientRunsTraces: true,
    wantsIndexStatus: true,
    hasOtherCallHierarchy: showsCallsElsewhere(),
  };
}
