/** Answers what a server without a disk asks for: files, through the editor. Must not look at what is in them. */
import { FileSystemError, FileType, RelativePattern, Uri, workspace } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
  type FileContent,
  type FileListing,
  LIST_FILES_REQUEST,
  type ListFilesParams,
  PARSER_REQUEST,
  type ParserModules,
  READ_FILE_REQUEST,
  type ReadFileParams,
} from "../../server/src/protocol/files";
import { nearestFirst } from "./nearestFirst";

/** @param extension the folder of this extension, where the parser lies */
export function answerFor(client: BaseLanguageClient, extension: Uri): void {
  client.onRequest(LIST_FILES_REQUEST, listFiles);
  client.onRequest(READ_FILE_REQUEST, readFile);
  client.onRequest(PARSER_REQUEST, async (): Promise<ParserModules> => {
    const read = (name: string) => workspace.fs.readFile(Uri.joinPath(extension, "server/out", name));
    const [runtimeWasm, grammarWasm] = await Promise.all([
      read("web-tree-sitter.wasm"),
      read("tree-sitter-c.wasm"),
    ]);
    return { runtimeWasm, grammarWasm };
  });
}

async function listFiles({ root, most }: ListFilesParams): Promise<FileListing> {
  const base = folderOf(root);
  // Whatever is hidden in the explorer: the model of a tree is that of all its files.
  const found = await workspace.findFiles(new RelativePattern(base, "**/*.{c,h}"), null, most + 1);
  // Not every file system can be searched.
  const files =
    found.length > 0 ? found.flatMap((uri) => below(base, uri) ?? []) : await walk(base, most + 1);
  const open = workspace.textDocuments.flatMap(({ uri }) => below(base, uri) ?? []);
  const seen = files.filter((file) => !/(?:^|\/)\.[^/]*\//.test(file));
  return { files: nearestFirst(seen, open).slice(0, most), isAll: files.length <= most };
}

/** The whole of a file system has no path in the server's words, and "/" in the editor's. */
function folderOf(root: string): Uri {
  const uri = Uri.parse(root);
  return uri.path === "" ? uri.with({ path: "/" }) : uri;
}

/** The path of a file below a folder, or undefined. */
function below(base: Uri, { scheme, authority, path }: Uri): string | undefined {
  const folder = base.path.endsWith("/") ? base.path : `${base.path}/`;
  const isBelow = scheme === base.scheme && authority === base.authority && path.startsWith(folder);
  return isBelow ? path.slice(folder.length) : undefined;
}

/** The C files below a folder, level by level; what cannot be looked into and links are left out. */
async function walk(base: Uri, most: number): Promise<string[]> {
  const files: string[] = [];
  for (let level = [""]; level.length > 0 && files.length < most; ) {
    const next: string[] = [];
    for (const folder of level) {
      if (files.length >= most) break;
      for (const [name, type] of await entriesOf(Uri.joinPath(base, folder))) {
        const path = folder === "" ? name : `${folder}/${name}`;
        if (type === FileType.Directory && !name.startsWith(".")) next.push(path);
        else if (type === FileType.File && /\.[ch]$/.test(name)) files.push(path);
      }
    }
    level = next;
  }
  return files;
}

async function entriesOf(folder: Uri): Promise<readonly [string, FileType][]> {
  try {
    return await workspace.fs.readDirectory(folder);
  } catch {
    return [];
  }
}

async function readFile({ root, file }: ReadFileParams): Promise<FileContent> {
  try {
    return { bytes: await workspace.fs.readFile(Uri.joinPath(folderOf(root), file)) };
  } catch (error) {
    const isGone = error instanceof FileSystemError && error.code === "FileNotFound";
    const problem = error instanceof Error ? error.message : String(error);
    return { problem: isGone ? "no such file or directory" : problem, isGone };
  }
}
