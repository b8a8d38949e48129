/** The names under which facts are looked up (symbols.ts). Must not look anything up. */
import type { AssignmentFact, CallFact, HeadFact, StoreFact } from "../facts/facts";

/** The name of a head's definition; a mere declaration has none. */
export function headName({ storage, name }: HeadFact): string | null {
  return storage === "extern" ? null : name;
}

/** Whether an assignment's value is known to others only: a parameter, or a member. */
export function isIndirect({ value: { root, path } }: AssignmentFact): boolean {
  return root.kind !== "constant" && (path.length > 0 || root.kind === "parameter");
}

/** The variable or local that a store fills as a whole. */
export function assignedVariable({ target: { root, path } }: StoreFact): string | null {
  return path.length === 0 && (root.kind === "global" || root.kind === "local") ? root.name : null;
}

/** The `struct T.a.b` that an assignment fills. */
export function assignedMember({ target: { root, path } }: AssignmentFact | StoreFact): string | null {
  const struct = "type" in root ? root.type : null;
  return struct && path.length > 0 ? `${struct}.${path.join(".")}` : null;
}

/** How the type behind a pointer to a function is read that returns an int. */
const INT_FUNCTION = "int";

/** The names in the arguments of calls that may be those of functions: the file declares no variable of that name. */
export function handedNames(calls: readonly CallFact[]): [name: string, call: CallFact][] {
  return calls.flatMap((call) =>
    call.arguments.flatMap(({ root, path }): [string, CallFact][] => {
      if (path.length > 0) return [];
      if (root.kind === "global") return root.type === null ? [[root.name, call]] : [];
      return root.kind === "parameter" && root.type === INT_FUNCTION ? [[root.name, call]] : [];
    }),
  );
}
