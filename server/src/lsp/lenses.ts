/**
 * Code lenses as the protocol has them: places and what they are about first, the text when the client asks for it, or
 * at once where it cannot ask. Must not decide what a lens says.
 */
import type { CodeLens, CodeLensParams } from "vscode-languageserver";
import { LENS_KINDS, type LensKind, type LensSubject, lensesOf, lensTitle } from "../features/lenses";
import { RUN_SIMULATION } from "../protocol/protocol";
import type { Options } from "../protocol/settings";
import { traceParams } from "./encode";
import { toRange } from "./positions";
import { analysed, type Serving } from "./serving";
import type { Session } from "./session";

const OPTION_OF = {
  callback: "codeLens.callbacks",
  head: "codeLens.heads",
  walk: "codeLens.walks",
} as const satisfies Readonly<Record<LensKind, keyof Options>>;

/** What comes back with a lens whose text is asked for. */
interface LensData extends LensSubject {
  readonly uri: string;
}

export async function codeLens(
  serving: Serving,
  { textDocument: { uri } }: CodeLensParams,
): Promise<CodeLens[] | null> {
  const placed = await analysed(serving, uri);
  if (!placed) return null;
  const { session, file } = placed;
  const { options } = serving.settings();
  return lensesOf(session.context, file)
    .filter(({ kind }) => options[OPTION_OF[kind]])
    .map(({ place, kind, simulation }): CodeLens => {
      const data: LensData = { uri, kind, simulation };
      const lens = { range: toRange(place), data };
      return serving.client.resolvesLenses ? lens : { ...lens, command: commandOf(session, data) };
    });
}

/** Adds the text; a lens that is not ours, or of a folder that was closed meanwhile, is left as it is. */
export function resolveLens({ sessions }: Serving, lens: CodeLens): CodeLens {
  const data = lensData(lens.data);
  const placed = data && sessions.find(data.uri);
  return placed ? { ...lens, command: commandOf(placed.session, data) } : lens;
}

function commandOf(session: Session, data: LensData): NonNullable<CodeLens["command"]> {
  const title = lensTitle(session.context, data, session.allFindings);
  return { title, command: RUN_SIMULATION, arguments: [traceParams(data.simulation, data.uri)] };
}

function lensData(data: unknown): LensData | null {
  const read = (from: unknown, name: string): unknown =>
    typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined;
  const [uri, simulation] = [read(data, "uri"), read(data, "simulation")];
  const kind = LENS_KINDS.find((one) => one === read(data, "kind"));
  const [chain, callback] = [read(simulation, "chain"), read(simulation, "callback")];
  if (typeof uri !== "string" || kind === undefined || typeof chain !== "string") return null;
  return { uri, kind, simulation: { chain, callback: typeof callback === "string" ? callback : null } };
}
