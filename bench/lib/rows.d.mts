/** The types of rows.mjs, for the test of it; it stays a script so that plain Node runs it. */

interface NewRow {
  readonly id: string;
  readonly name: string;
  readonly short?: string;
  readonly unit: string;
  readonly samples: readonly number[];
  readonly cpu?: number;
  readonly atMost?: number;
  readonly against?: readonly {
    readonly id: string;
    readonly inverse?: boolean;
    readonly atMost?: number;
    readonly atLeast?: number;
  }[];
}

interface Rows {
  all(): readonly object[];
  put(row: NewRow): void;
  miss(id: string, name: string, why: string): void;
}

export function createRows(say?: (line: string) => void): Rows;
export function rowsText(rows: readonly object[]): string;
export function rowsData(
  rows: readonly object[],
): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
