/** `lsp --stdio`: hands the process over to the language server. */
import { Failure } from "./failure";

/**
 * Starts the server; it lives until its client ends it.
 * @throws Failure for any other transport
 */
export async function lsp(options: { readonly stdio?: true }): Promise<void> {
  if (!options.stdio)
    throw new Failure("lsp: the language server speaks over standard streams only; add --stdio");
  // Starts by being loaded. It is a bundle of its own (scripts/build.mjs): the other commands start faster without it.
  await import("../lsp/main");
}
