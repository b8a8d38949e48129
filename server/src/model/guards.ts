/** Whether a call can do what its callee does only under some values of a parameter. */
import type { CallFact } from "../facts/facts";

/** A parameter that decides whether the operation is done at all. */
export interface Guard {
  readonly parameter: number;
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** The guards that a call's own caller decides, or null where the call's arguments rule the operation out. */
export function guardsAt(call: CallFact, guards: readonly Guard[]): Guard[] | null {
  const open: Guard[] = [...call.guards];
  for (const guard of guards) {
    const root = call.arguments[guard.parameter]?.root;
    if (root?.kind === "constant" && guard.values.includes(root.text) === guard.negated) return null;
    if (root?.kind === "parameter") open.push({ ...guard, parameter: root.index });
  }
  return open;
}
