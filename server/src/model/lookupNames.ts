/** The names under which facts are looked up (symbols.ts). Must not look anything up. */
import type { AssignmentFact, HeadFact, StoreFact } from "../facts/facts";

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
