/** The types of stats.mjs, for the test of it; it stays a script so that plain Node runs it. */

export function median(samples: readonly number[]): number;
export function percentile(samples: readonly number[], share: number): number;
export function ratioText(whole: number, part: number): string;
export function figureText(value: number, unit: string): string;
