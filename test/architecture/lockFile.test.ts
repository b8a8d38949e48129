/**
 * The lock file must name the packages of every platform: npm 11 refuses one that leaves some out (`npm ci`: "Missing …
 * from lock file"), and `npm install` leaves out those that its registry does not serve.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

interface Locked {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

test("every optional dependency of a locked package is locked", () => {
  const text = readFileSync(path.join(REPOSITORY, "package-lock.json"), "utf8");
  const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Locked>> };
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(place, name)),
  );
  expect(missing).toEqual([]);

  /** Whether a package is there for another one: below it, or below a folder above it, as Node looks for it. */
  function isLocked(place: string, name: string): boolean {
    if (packages[path.posix.join(place, "node_modules", name)]?.version !== undefined) return true;
    const above = place.lastIndexOf("/node_modules/");
    return place !== "" && isLocked(above < 0 ? "" : place.slice(0, above), name);
  }
});
