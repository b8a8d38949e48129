/**
 * The bundle that a web worker runs: the same server, with the editor for a disk. Must not answer anything itself.
 */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
  ProposedFeatures,
} from "vscode-languageserver/browser";
import { browserParser, createBrowserHost, type Editor } from "../host/browser";
import {
  type FileContent,
  type FileListing,
  LIST_FILES_REQUEST,
  type ListFilesParams,
  PARSER_REQUEST,
  type ParserModules,
  READ_FILE_REQUEST,
  type ReadFileParams,
} from "../protocol/files";
import { describe } from "./guard";
import { serve } from "./server";

declare const self: DedicatedWorkerGlobalScope;

const connection = createConnection(
  ProposedFeatures.all,
  new BrowserMessageReader(self),
  new BrowserMessageWriter(self),
);

// The last resort: a promise that somebody forgot must not take the editor's findings away.
self.addEventListener("unhandledrejection", ({ reason }) =>
  connection.console.error(`unhandled: ${describe(reason)}`),
);

const editor: Editor = {
  listFiles: (root, most) => {
    const params: ListFilesParams = { root, most };
    return connection.sendRequest<FileListing>(LIST_FILES_REQUEST, params);
  },
  readFile: (root, file) => {
    const params: ReadFileParams = { root, file };
    return connection.sendRequest<FileContent>(READ_FILE_REQUEST, params);
  },
};

serve(connection, {
  // Which scheme an editor can read only the editor knows.
  canRead: () => true,
  hostFor: () =>
    createBrowserHost({
      editor,
      parser: async () => browserParser(await connection.sendRequest<ParserModules>(PARSER_REQUEST)),
      told: (line) => connection.console.info(line),
    }),
});
