/** Which files of a tree to read first where not all can be read: what lies near an open file tells most about it. */

/** The paths, those with the most folders in common with an open one in front, else by name. */
export function nearestFirst(files: readonly string[], open: readonly string[]): string[] {
  const folders = open.map(foldersOf);
  const nearness = new Map(files.map((file) => [file, open.includes(file) ? Infinity : near(file, folders)]));
  const of = (file: string): number => nearness.get(file) ?? 0;
  return [...files].sort((a, b) => of(b) - of(a) || (a < b ? -1 : 1));
}

function near(file: string, open: readonly (readonly string[])[]): number {
  const path = foldersOf(file);
  const shared = open.map((folders) => {
    const apart = folders.findIndex((folder, i) => folder !== path[i]);
    return apart < 0 ? folders.length : apart;
  });
  return Math.max(0, ...shared);
}

function foldersOf(file: string): string[] {
  return file.split("/").slice(0, -1);
}
