/** Reads the kernel's version from the top Makefile of a tree. Knows no disk. */

/** "6.1.192" from a top Makefile's text; null where it is not one. */
export function kernelVersionOf(makefile: string): string | null {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}\\s*=\\s*(\\d+)\\s*$`, "m").exec(makefile)?.[1];
  const version = field("VERSION");
  const patchlevel = field("PATCHLEVEL");
  if (version === undefined || patchlevel === undefined) return null;
  const sublevel = field("SUBLEVEL");
  return [version, patchlevel, ...(sublevel === undefined ? [] : [sublevel])].join(".");
}
