/** The types of package.mjs, for the tests that run in the editor. */
export function packExtension(): string;
