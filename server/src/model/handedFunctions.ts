/**
 * Calls of a function that is handed to another one by its name, which calls it through a parameter or hands it on. A
 * function that keeps what it is handed is not followed; nor is one whose definition was not read.
 */
import type { CallFact, Expression } from "../facts/facts";
import { PRIMITIVES } from "../notifier/kernelApi";
import type { WantedFunction } from "./model";
import type { Defined, Symbols } from "./symbols";

/** A call through a parameter. */
interface ParameterCall {
  readonly call: Defined<CallFact>;
  /**
   * The calls that handed the function on, from the innermost outwards. Its result goes back by them alone: others hand
   * other functions to the same callee.
   */
  readonly back: readonly Defined<CallFact>[];
}

/** A function that is called with the handed one, and which of its parameters that is. */
interface Receiver {
  readonly file: string;
  readonly name: string;
  readonly parameter: string;
  readonly back: readonly Defined<CallFact>[];
}

/** A function is handed on this many times. */
const DEPTH = 4;

/** The calls, through parameters, of a function that a file defines. */
export function callsThroughParameters(symbols: Symbols, file: string, name: string): ParameterCall[] {
  return receiversOf(symbols, file, name).flatMap(({ file: at, name: enclosing, parameter, back }) =>
    symbols.calls
      .get(parameter)
      .filter((call) => call.file === at && call.fact.function === enclosing)
      .map((call) => ({ call, back })),
  );
}

/**
 * What to read for them: the definitions of functions that it is handed to, and what those do with the parameter. Who
 * gets it is looked for in the whole tree, whom they hand it on to only beside them.
 */
export function parametersToLookFor(symbols: Symbols, file: string, name: string): WantedFunction[] {
  const receivers = receiversOf(symbols, file, name);
  const wanted = (call: Defined<CallFact>, onlyIn: string): WantedFunction => ({
    name: call.fact.callee,
    onlyIn,
  });
  return [
    ...handingCalls(symbols, file, name).flatMap((call) =>
      definingFiles(symbols, call).map((at) => wanted(call, at)),
    ),
    ...receivers.flatMap((r) => handingOn(symbols, r)).map((call) => wanted(call, call.file)),
    ...receivers.map((r) => ({ name: r.parameter, onlyIn: r.file })),
  ];
}

function handingCalls(symbols: Symbols, file: string, name: string): readonly Defined<CallFact>[] {
  if (symbols.functions(file, name)[0]?.file !== file) return [];
  return symbols.handing(name).filter((call) => call.file === file);
}

/** Where a callee is defined. It is asked for as functions are whose values somebody hands on. */
function definingFiles(symbols: Symbols, { file, fact }: Defined<CallFact>): string[] {
  const { callee } = fact;
  // A macro of the kernel: what it stands for is seen where it is used.
  if (!/^\w*[a-z]\w*$/.test(callee) || PRIMITIVES.has(callee)) return [];
  return symbols.summaries(file, { name: callee, eventArgument: null }).map((d) => d.file);
}

/** Every function that gets it, by way of every call that hands it over. */
function receiversOf(symbols: Symbols, file: string, name: string): Receiver[] {
  const isNamed = ({ root, path }: Expression): boolean =>
    root.kind === "global" && root.name === name && path.length === 0;
  const found: Receiver[] = [];
  let frontier = handingCalls(symbols, file, name).flatMap((call) => received(symbols, call, isNamed, []));
  for (let depth = 0; depth < DEPTH && frontier.length > 0; depth++) {
    found.push(...frontier);
    frontier = frontier.flatMap((receiver) =>
      handingOn(symbols, receiver).flatMap((call) =>
        received(symbols, call, (argument) => isParameter(argument, receiver.parameter), receiver.back),
      ),
    );
  }
  return found;
}

function received(
  symbols: Symbols,
  call: Defined<CallFact>,
  isIt: (argument: Expression) => boolean,
  back: readonly Defined<CallFact>[],
): Receiver[] {
  const name = call.fact.callee;
  const [definition] = symbols.functions(call.file, name);
  if (!definition) return [];
  const { file, fact } = definition;
  return fact.parameters.flatMap(({ name: parameter }, index) => {
    const argument = call.fact.arguments[index];
    return argument && isIt(argument) ? [{ file, name, parameter, back: [call, ...back] }] : [];
  });
}

/** The calls by which a function that got it hands it on to another one. */
function handingOn(symbols: Symbols, { file, name, parameter }: Receiver): Defined<CallFact>[] {
  return symbols
    .handing(parameter)
    .filter((call) => call.file === file && call.fact.function === name && call.fact.callee !== name)
    .filter((call) => call.fact.arguments.some((argument) => isParameter(argument, parameter)));
}

function isParameter({ root, path }: Expression, name: string): boolean {
  return root.kind === "parameter" && root.name === name && path.length === 0;
}
