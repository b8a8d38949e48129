/** What the simulation panel asks: decodes, makes one call, encodes. Must not decide what is shown. */
import type { FilePlace } from "../base/finding";
import { chainSceneOf } from "../features/chainScenario";
import type {
  ChainScenarioResult,
  ReadScenarioParams,
  ReadScenarioResult,
  SourcePlace,
} from "../protocol/panel";
import type { TraceParams } from "../protocol/protocol";
import { readScenario } from "../scenario/readScenario";
import type { Session } from "./session";
import { toUri } from "./uris";

/** A chain of a session's tree for the panel; null where it has no such chain. */
export function chainScenario(
  session: Pick<Session, "root" | "context" | "allFindings">,
  params: TraceParams,
): ChainScenarioResult | null {
  const { chain, callback = null } = params;
  const scene = chainSceneOf(session.context, { chain, callback }, session.allFindings());
  if (!scene) return null;
  const at = ({ file, line, column }: Pick<FilePlace, "file" | "line" | "column">): SourcePlace => ({
    ...{ uri: toUri(session.root, file), line, column },
    label: `${file}:${line}`,
  });
  const { title, scenario, open, assumptions, openAssumptions } = scene;
  return {
    ...{ params, title, scenario, open, assumptions, openAssumptions },
    head: at(scene.chain),
    convention: scene.chain.protocol,
    callbacks: scene.callbacks.map((one) => ({
      ...one,
      place: at(one.place),
      registered: at(one.registered),
    })),
    callers: scene.callers.map((one) => ({ ...one, place: at(one.place) })),
    findings: scene.findings.map((one) => ({ ...one, place: at(one.place) })),
  };
}

/** Reads a scenario document: every mistake in one line. */
export function readScenarioText({ text }: ReadScenarioParams): ReadScenarioResult {
  const read = readScenario(String(text));
  if (read.ok) return read;
  return { ok: false, mistakes: read.mistakes.map(({ path, message }) => `${path}: ${message}`) };
}
