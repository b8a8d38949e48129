/**
 * Chains by the folder of the kernel they belong to, nested as the folders are; a folder in which there is nothing but
 * another folder stands with it as one. Must not know what is shown of a chain.
 */
import type { Chain } from "../model/model";

export interface Subsystem {
  /** "kernel/power". */
  readonly path: string;
  /** What stands in a tree: the path without that of the folder around. */
  readonly name: string;
  readonly folders: readonly Subsystem[];
  /** Those of the folder itself. */
  readonly chains: readonly Chain[];
}

/**
 * The folder that a chain belongs to: that of its head, or of the code that walks it where the head is a member that a
 * header declares. Empty for the top folder.
 */
export function folderOf(chain: Chain): string {
  if (!chain.file.endsWith(".h")) return parentOf(chain.file);
  const walk =
    chain.callSites.find((site) => !site.replay && site.through === null && site.file.endsWith(".c")) ??
    chain.callSites.find((site) => site.file.endsWith(".c"));
  return parentOf((walk ?? chain).file);
}

function parentOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf("/")));
}

interface Folder {
  readonly path: string;
  readonly folders: Map<string, Folder>;
  readonly chains: Chain[];
}

/** Folders come in the order in which their first chains come, chains in the order given. */
export function subsystemsOf(chains: readonly Chain[]): Pick<Subsystem, "folders" | "chains"> {
  const top: Folder = { path: "", folders: new Map(), chains: [] };
  for (const chain of chains) {
    let folder = top;
    for (const part of folderOf(chain).split("/").filter(Boolean)) {
      const path = folder.path === "" ? part : `${folder.path}/${part}`;
      const next: Folder = folder.folders.get(part) ?? { path, folders: new Map(), chains: [] };
      folder.folders.set(part, next);
      folder = next;
    }
    folder.chains.push(chain);
  }
  return { folders: [...top.folders].map(([name, folder]) => compact(name, folder)), chains: top.chains };
}

function compact(name: string, { path, folders, chains }: Folder): Subsystem {
  const [only, ...others] = folders;
  if (only && others.length === 0 && chains.length === 0) return compact(`${name}/${only[0]}`, only[1]);
  return { path, name, folders: [...folders].map(([part, folder]) => compact(part, folder)), chains };
}
