/**
 * The requests: each decodes, makes one call, encodes. A request about a document first sees to it that its text as it
 * stands in the editor has been analysed, so that positions fit.
 */
import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  ErrorCodes,
  type ExecuteCommandParams,
  type Hover,
  type HoverParams,
  ResponseError,
} from "vscode-languageserver";
import { hoverAt, judgedHover } from "../features/hover";
import { allSafeFixes, quickFixesAt } from "../features/quickFixes";
import { simulationsAt } from "../features/simulations";
import {
  CHECK_WORKSPACE_COMMAND,
  type CheckedWorkspace,
  CLEAR_WORKSPACE_COMMAND,
  type FixChanges,
  SHOW_FIX_CHANGES,
} from "../protocol/findings";
import type { ChainScenarioResult } from "../protocol/panel";
import {
  type ChainsAtParams,
  RUN_SIMULATION,
  type SimulationChoice,
  type TraceParams,
  type TraceResult,
} from "../protocol/protocol";
import { changesOf } from "./changes";
import { checkWorkspace, clearWorkspace } from "./checking";
import { encodeQuickFix, FIX_ALL, isWanted, shownChanges } from "./codeActions";
import { encodeHover, placeWriter, simulationLink, traceParams } from "./encode";
import { chainScenario } from "./panel";
import { toPlace } from "./positions";
import { analysed, ask, type Serving } from "./serving";
import { traceOf } from "./trace";

export async function hover(
  serving: Serving,
  { textDocument, position }: HoverParams,
): Promise<Hover | null> {
  const asked = await ask(serving, textDocument.uri, position);
  if (!asked) return null;
  const { session } = asked.placed;
  const found = hoverAt(session.context, asked.asked, placeWriter(session.root, serving.client));
  if (!found) return null;
  const link = simulationLink(textDocument.uri, serving.client);
  const markdown = judgedHover(session.context, found, session.findings(asked.placed.file), link);
  return encodeHover(markdown, found.place, serving.client);
}

export async function codeAction(
  serving: Serving,
  { textDocument, range, context: { only } }: CodeActionParams,
): Promise<CodeAction[] | null> {
  const [quick, all] = [
    only === undefined || isWanted(CodeActionKind.QuickFix, only),
    isWanted(FIX_ALL, only),
  ];
  if (!serving.client.codeActions || (!quick && !all)) return null;
  const placed = await analysed(serving, textDocument.uri);
  const document = serving.documents.get(textDocument.uri);
  if (!placed || !document) return null;
  const { session, file } = placed;
  const { root, encode } = session;
  const whole = all ? allSafeFixes(session.findings(file)) : null;
  const everywhere = whole ? [encodeQuickFix(whole, root, encode, { kind: FIX_ALL })] : [];
  if (!quick) return everywhere;
  const lineText = (line: number): string =>
    document.getText({ start: { line: line - 1, character: 0 }, end: { line, character: 0 } });
  const fixes = quickFixesAt(session.findings(file), toPlace(range), lineText);
  const asks = serving.client.options.clientRunsTraces === true;
  const actions = [...fixes.map((fix) => encodeQuickFix(fix, root, encode, { asks })), ...everywhere];
  // Only a client with a command of its own has a place to show it.
  return asks ? [...actions, ...shownChanges(fixes, encode, textDocument.uri)] : actions;
}

/** @throws ResponseError where the parameters are not {@link TraceParams} */
export function trace({ sessions }: Serving, params: unknown): TraceResult | null {
  const { uri, chain, callback = null } = decodeTrace(params);
  const placed = sessions.find(uri);
  return placed && traceOf(placed.session.context, { chain, callback }, placed.session.root);
}

/** @throws ResponseError where the parameters are not {@link TraceParams} */
export function scenario({ sessions }: Serving, params: unknown): ChainScenarioResult | null {
  const wanted = decodeTrace(params);
  const placed = sessions.find(wanted.uri);
  return placed && chainScenario(placed.session, wanted);
}

export async function chainsAt(
  serving: Serving,
  { uri, position }: ChainsAtParams,
): Promise<SimulationChoice[]> {
  const asked = await ask(serving, uri, position);
  if (!asked) return [];
  const { context } = asked.placed.session;
  return simulationsAt(context, asked.asked).map(({ title, simulation }) => ({
    label: title,
    params: traceParams(simulation, uri),
  }));
}

/** What clients without commands of their own may have executed. */
export const COMMANDS = [
  RUN_SIMULATION,
  SHOW_FIX_CHANGES,
  CHECK_WORKSPACE_COMMAND,
  CLEAR_WORKSPACE_COMMAND,
] as const;

/** @throws ResponseError where the command is not the server's, or its argument is not {@link TraceParams} */
export function executeCommand(
  serving: Serving,
  params: ExecuteCommandParams,
  token: CancellationToken,
): TraceResult | Promise<CheckedWorkspace | FixChanges | null> | null {
  if (params.command === RUN_SIMULATION) return trace(serving, params.arguments?.[0]);
  if (params.command === SHOW_FIX_CHANGES) return changesOf(serving, params.arguments?.[0]);
  if (params.command === CHECK_WORKSPACE_COMMAND) return checkWorkspace(serving, token);
  if (params.command === CLEAR_WORKSPACE_COMMAND) return clearWorkspace(serving);
  throw new ResponseError(ErrorCodes.InvalidParams, `no such command: ${params.command}`);
}

function decodeTrace(params: unknown): TraceParams {
  const read = (name: keyof TraceParams): unknown =>
    typeof params === "object" && params !== null ? Reflect.get(params, name) : undefined;
  const uri = read("uri");
  const chain = read("chain");
  const callback = read("callback");
  if (typeof uri !== "string" || typeof chain !== "string" || !isOptionalString(callback))
    throw new ResponseError(
      ErrorCodes.InvalidParams,
      "wanted: { uri: string, chain: string, callback?: string }, as a code lens has them",
    );
  return { uri, chain, ...(callback === undefined ? {} : { callback }) };
}

function isOptionalString(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}
