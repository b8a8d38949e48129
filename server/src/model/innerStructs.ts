/** Facts about a struct that lies in another, by the inner one's own name. Must not resolve a member's type itself. */
import type { AssignmentFact, StoreFact } from "../facts/facts";
import type { Defined } from "./symbols";

/** Facts about `outer->middle.nb` once more under the struct that `middle` is. */
export function byInnerStruct<T extends AssignmentFact | StoreFact>(
  facts: readonly Defined<T>[],
  memberType: (struct: string, field: string) => string | null,
): Map<string, Defined<T>[]> {
  const inner = new Map<string, Defined<T>[]>();
  for (const one of facts) {
    const { root, path } = one.fact.target;
    let struct = "type" in root ? root.type : null;
    for (let i = 0; struct && i + 1 < path.length; i++) {
      struct = memberType(struct, path[i] ?? "");
      if (!struct) continue;
      const key = `${struct}.${path.slice(i + 1).join(".")}`;
      inner.set(key, [...(inner.get(key) ?? []), one]);
    }
  }
  return inner;
}
