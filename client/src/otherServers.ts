/**
 * Whether another extension shows call hierarchies of C. The editor asks one provider of a file, the best or the last
 * that came, and shows nothing where that one has nothing: beside another provider this extension's must not be there.
 */
import { extensions } from "vscode";

/** clangd, C/C++, ccls. */
const OTHERS = ["llvm-vs-code-extensions.vscode-clangd", "ms-vscode.cpptools", "ccls-project.ccls"];

export function showsCallsElsewhere(): boolean {
  return OTHERS.some((id) => extensions.getExtension(id) !== undefined);
}
