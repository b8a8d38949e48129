/** The types of baselineFile.mjs, for the test of it; it stays a script so that plain Node runs it. */

export function merged(before: object | null, parts: object): Readonly<Record<string, unknown>>;
