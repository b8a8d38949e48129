/** URIs as places: spelled in many ways, of any scheme, and never out of the tree. */
import { expect, test } from "vitest";
import { rootText, toFile, toFolderAndFile, toRoot, toUri } from "../../server/src/lsp/uris";

const checkFile = (root: string, uri: string, file: string | null): void =>
  expect(toFile(toRoot(root) ?? "", uri)).toBe(file);

test.each([
  ["file:///work/linux", "file:///work/linux/mm/slab.c", "mm/slab.c"],
  ["file:///work/linux/", "file:///work/linux//mm/./x/../slab.c", "mm/slab.c"],
  ["file:///work/my%20tree", "file:///work/my tree/a.c", "a.c"],
  ["file:///", "file:///a.c", "a.c"],
  ["file:///work", "file://localhost/work/a.c", "a.c"],
  ["file:///c%3A/linux", "file:///C:/Linux/MM/slab.c", "MM/slab.c"],
  ["vscode-vfs://github/torvalds/linux", "vscode-vfs://github/torvalds/linux/mm/slab.c", "mm/slab.c"],
  ["vscode-test-web://mount/", "vscode-test-web://mount/a%23b.c", "a#b.c"],
  ["vscode-remote://wsl%2Bdebian/home", "vscode-remote://wsl%2Bdebian/home/a.c", "a.c"],
])("below %s: %s", checkFile);

test.each([
  ["file:///work/linux", "file:///work/linux"],
  ["file:///work/linux", "file:///work/linux-next/a.c"],
  ["file:///work/linux", "file:///work/linux/../a.c"],
  ["file:///work/linux", "file:///work/linux/%2e%2e/a.c"],
  ["file:///work/linux", "file:///work/linux/..%2fa.c"],
  ["file:///work/linux", "file:///Work/linux/a.c"],
  ["file:///work", "git:///work/a.c"],
  ["git:/work", "git:/work/a.c?%7B%22ref%22%3A%22HEAD%22%7D"],
  ["vscode-vfs://github/work", "vscode-vfs://azure/work/a.c"],
  ["file:///work", "file:///work/%ff.c"],
  ["file:///work", "untitled:Untitled-1"],
])("not below %s: %s", (root, uri) => checkFile(root, uri, null));

test.each([
  ["file:///work/", "mm/slab.c", "file:///work/mm/slab.c"],
  ["file:///work", "", "file:///work"],
  ["file:///", "", "file:///"],
  ["vscode-test-web://mount/", "", "vscode-test-web://mount/"],
  ["file:///", "a.c", "file:///a.c"],
  ["vscode-test-web://mount/", "a b/100%?#.c", "vscode-test-web://mount/a%20b/100%25%3F%23.c"],
])("in %s, %j is %s", (root, file, uri) => {
  const given = toRoot(root) ?? "";
  expect(toUri(given, file)).toBe(uri);
  if (file !== "") expect(toFile(given, uri)).toBe(file);
});

test("a document outside all folders has a folder of its own", () => {
  expect(toFolderAndFile("file:///tmp/my%20x.c")).toEqual({ root: "file:///tmp", file: "my x.c" });
  expect(toFolderAndFile("untitled:Untitled-1")).toBeNull();
  expect([toRoot("untitled:Untitled-1"), toRoot("untitled:"), toRoot("nothing")]).toEqual([null, null, null]);
});

test("people read paths", () => {
  expect(rootText("file:///work/my%20tree")).toBe("/work/my tree");
  expect(rootText("vscode-vfs://github/torvalds/linux")).toBe("vscode-vfs://github/torvalds/linux");
});
