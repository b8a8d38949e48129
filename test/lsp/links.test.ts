/** Links in hovers: whatever a file is called, there is one link and it leads to that file. */
import { expect, test } from "vitest";
import { clientOf } from "../../server/src/lsp/client";
import { placeWriter } from "../../server/src/lsp/encode";

const client = clientOf({
  ...{ processId: null, rootUri: null, workspaceFolders: null },
  capabilities: { textDocument: { hover: { contentFormat: ["markdown"] } } },
});
const place = (file: string) => ({ file, line: 7, column: 1, endLine: 7, endColumn: 2 });

test.each([
  ["mm/low_memory.c", "[mm/low_memory.c:7](file:///tree/mm/low_memory.c#L7)"],
  ["a](https:/evil.c", "[a\\](https:/evil.c:7](file:///tree/a%5D%28https:/evil.c#L7)"],
  ["a (1).c", "[a (1).c:7](file:///tree/a%20%281%29.c#L7)"],
  ["a\nb.c", "[a b.c:7](file:///tree/a%0Ab.c#L7)"],
])("%j", (file, link) => expect(placeWriter("file:///tree", client)(place(file))).toBe(link));
