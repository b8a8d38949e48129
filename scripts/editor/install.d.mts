/** The types of install.mjs, for the tests that run in the editor. */
export function installEditor(say?: (line: string) => void): string;
