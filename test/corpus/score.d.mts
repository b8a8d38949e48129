/** The types of score.mjs, for the test of it; it stays a script so that plain Node runs it. */

export interface Difference {
  readonly dimension: string;
  readonly place: string;
  readonly label: unknown;
  readonly model: unknown;
}

export function scoreModel(
  labelSets: readonly object[],
  model: object,
): {
  readonly scores: Readonly<Record<string, { readonly right: number; readonly all: number }>>;
  readonly differences: readonly Difference[];
};
