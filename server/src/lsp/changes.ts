/** "Show what this changes": a chain simulated as the code stands, and with a finding's fix made. Changes no text. */
import { ErrorCodes, ResponseError } from "vscode-languageserver";
import type { Finding } from "../base/finding";
import { type FeatureContext, functionAt } from "../features/context";
import type { Simulation } from "../features/simulations";
import type { FixChanges, FixParams } from "../protocol/findings";
import { analysed, type Serving } from "./serving";
import { traceOf } from "./trace";

/** What the client hands back to have a finding's fix shown; null where there is nothing to compare. */
export function fixParams({ fix, chain, rule, line, column }: Finding, uri: string): FixParams | null {
  return fix === null || chain === null ? null : { uri, rule, line, column };
}

/**
 * Both runs as text; null where the finding or its chain is gone.
 * @throws ResponseError where the parameters are not {@link FixParams}
 */
export async function changesOf(serving: Serving, params: unknown): Promise<FixChanges | null> {
  const { uri, rule, line, column } = decode(params);
  const placed = await analysed(serving, uri);
  if (!placed) return null;
  const { session, file } = placed;
  const finding = session
    .findings(file)
    .find((one) => one.rule === rule && one.line === line && one.column === column);
  if (!finding?.fix || finding.chain === null) return null;
  const simulation = simulationOf(session.context, finding, finding.chain);
  const before = traceOf(session.context, simulation, session.root);
  const after = traceOf(await session.whatIf(finding.fix.edits), simulation, session.root);
  if (!before || !after) return null;
  return { title: `${finding.fix.title}: ${before.title}`, before: before.text, after: after.text };
}

/** The chain, with the answer of the callback that the finding stands in shown. */
function simulationOf(context: FeatureContext, finding: Finding, chain: string): Simulation {
  const name = functionAt(context, finding.file, finding)?.name ?? null;
  const callbacks = context.model.chains.find((c) => c.id === chain)?.callbacks ?? [];
  const isOn = callbacks.some((c) => c.function === name && c.file === finding.file);
  return { chain, callback: isOn ? name : null };
}

function decode(params: unknown): FixParams {
  const read = (name: keyof FixParams): unknown =>
    typeof params === "object" && params !== null ? Reflect.get(params, name) : undefined;
  const [uri, rule, line, column] = [read("uri"), read("rule"), read("line"), read("column")];
  if (
    typeof uri !== "string" ||
    typeof rule !== "string" ||
    typeof line !== "number" ||
    typeof column !== "number"
  )
    throw new ResponseError(
      ErrorCodes.InvalidParams,
      "wanted: { uri: string, rule: string, line: number, column: number }, as a code action has them",
    );
  return { uri, rule, line, column };
}
