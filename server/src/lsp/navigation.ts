/**
 * The requests that lead from one place to others: each decodes, makes one call, encodes. Null where the place is
 * nothing of a notifier chain, so that what other servers answer stands alone.
 */
import type { Connection, ImplementationParams, Location, ServerCapabilities } from "vscode-languageserver";
import { implementationsAt } from "../features/implementations";
import { toNameLocation } from "./positions";
import { ask, type Serving } from "./serving";

/** What of this every client is told of. */
export const NAVIGATES: ServerCapabilities = { implementationProvider: true };

/** Puts the guard around a handler. */
type On = <A extends readonly unknown[], R>(
  method: string,
  handler: (...args: A) => R | Promise<R>,
) => (...args: A) => Promise<R | null>;

export function wireNavigation(connection: Connection, serving: Serving, on: On): void {
  connection.onImplementation(on("implementation", (params) => implementation(serving, params)));
}

async function implementation(
  serving: Serving,
  { textDocument, position }: ImplementationParams,
): Promise<Location[] | null> {
  const asked = await ask(serving, textDocument.uri, position);
  if (!asked) return null;
  const { context, root } = asked.placed.session;
  const places = implementationsAt(context, asked.asked);
  return places?.map((place) => toNameLocation(root, place)) ?? null;
}
