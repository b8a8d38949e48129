/** Struct members that are heads, as symbols list them. Must not look at other files. */
import type { FieldFact, StructFact } from "../facts/facts";
import type { ChainType } from "../notifier/kernelApi";

/** A struct member that is a head. */
export interface MemberHead {
  readonly id: string;
  readonly struct: string;
  readonly field: FieldFact;
  readonly file: string;
  readonly type: ChainType;
}

/** The heads among the members of a struct. */
export function headsIn(file: string, { name: struct, fields }: StructFact): MemberHead[] {
  return fields.flatMap((field) =>
    field.head ? [{ id: `${struct}.${field.name}`, struct, field, file, type: field.head }] : [],
  );
}

/** Of several definitions of a struct the first one counts. */
export function firstOfEach(heads: readonly MemberHead[]): MemberHead[] {
  const first = new Map<string, MemberHead>();
  for (const head of heads) if (!first.has(head.id)) first.set(head.id, head);
  return [...first.values()];
}
