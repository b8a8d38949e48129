/**
 * What the PATHs of a command line mean: one root, whose files make the model, and the part of it that was asked about.
 * A folder is its own root; a file's root is the kernel tree around it, or else its folder with that file alone. This
 * file must not analyse anything.
 */
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";
import { readText, reason } from "../host/files";
import { kernelVersionOf } from "../workspace/kernelVersion";
import { Failure } from "./failure";

export interface Target {
  /** Absolute. */
  readonly root: string;
  /** The only files to analyse, relative to the root; null for what a search of the root finds. */
  readonly only: readonly string[] | null;
  /** What was asked about, relative to the root; "" in `folders` is the root itself. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** One line for each PATH that cannot be read. */
  readonly problems: readonly string[];
}

interface Named {
  readonly given: string;
  readonly full: string;
  readonly isFolder: boolean;
}

/**
 * Finds the root of the PATHs.
 * @throws Failure where none of them can be read, or where they have no common root
 */
export async function resolveTarget(
  given: readonly string[],
  rootOption: string | undefined,
): Promise<Target> {
  const root = rootOption === undefined ? null : await readRoot(rootOption);
  const paths = given.length > 0 ? given : [rootOption ?? "."];
  const { named, problems } = await lookAt(paths);
  if (named.length === 0) throw new Failure(...problems);
  if (root !== null) return within(root, named, problems);
  const trees = await Promise.all(named.map((n) => (n.isFolder ? n.full : kernelRootOf(n.full))));
  const loose = named.filter((_, i) => trees[i] === null);
  if (loose.length === named.length) return looseFiles(named, problems);
  return within(await commonRoot(named, trees), named, problems);
}

async function readRoot(root: string): Promise<string> {
  const full = path.resolve(root);
  const problem = await stat(full).then((s) => (s.isDirectory() ? null : "is not a directory"), reason);
  if (problem !== null) throw new Failure(`--root ${root}: ${problem}`);
  return full;
}

async function lookAt(paths: readonly string[]): Promise<{ named: Named[]; problems: string[] }> {
  const named: Named[] = [];
  const problems: string[] = [];
  for (const given of paths) {
    const full = path.resolve(given);
    try {
      const isFolder = (await stat(full)).isDirectory();
      await access(full, constants.R_OK);
      if (isFolder || /\.[ch]$/.test(full)) named.push({ given, full, isFolder });
      else problems.push(`${given}: not a C file; name a .c or .h file or a directory`);
    } catch (error) {
      problems.push(`${given}: ${reason(error)}`);
    }
  }
  return { named, problems };
}

/** The nearest folder above a file with a kernel's top Makefile; null where there is none. */
async function kernelRootOf(file: string): Promise<string | null> {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    const makefile = readText(folder, "Makefile");
    if (makefile.ok && kernelVersionOf(makefile.text) !== null) return folder;
    if (folder === path.dirname(folder)) return null;
  }
}

/** One root for several PATHs: a tree that holds them all. */
async function commonRoot(named: readonly Named[], trees: readonly (string | null)[]): Promise<string> {
  const kernels = await Promise.all(named.map((n) => kernelRootOf(path.join(n.full, "x"))));
  const candidates = [...trees, ...kernels].filter((tree) => tree !== null);
  const root = candidates.find((tree) => named.every((n) => isWithin(tree, n.full)));
  if (root === undefined)
    throw new Failure(
      `${named.map((n) => n.given).join(", ")}: no one tree holds them all; name a folder that does with --root DIR`,
    );
  return root;
}

function within(root: string, named: readonly Named[], problems: readonly string[]): Target {
  const outside = named.find((n) => !isWithin(root, n.full));
  if (outside)
    throw new Failure(`${outside.given}: lies outside the root ${root}; choose --root DIR that holds it`);
  const inside = (wanted: boolean): string[] =>
    named.filter((n) => n.isFolder === wanted).map((n) => relativeTo(root, n.full));
  return { root, only: null, files: inside(false), folders: inside(true), problems };
}

function looseFiles(named: readonly Named[], problems: readonly string[]): Target {
  let root = path.dirname(named[0]?.full ?? ".");
  while (!named.every((n) => isWithin(root, n.full))) root = path.dirname(root);
  const files = named.map((n) => relativeTo(root, n.full));
  return { root, only: files, files, folders: [], problems };
}

function isWithin(folder: string, full: string): boolean {
  const relative = path.relative(folder, full);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function relativeTo(root: string, full: string): string {
  return path.relative(root, full).replaceAll(path.sep, "/");
}

/** Whether a file, relative to the root, was asked about. */
export function covers(target: Target, file: string): boolean {
  return (
    target.files.includes(file) ||
    target.folders.some((folder) => folder === "" || file.startsWith(`${folder}/`))
  );
}

/** Whether everything in the root was asked about. */
export function coversAll(target: Target): boolean {
  return target.only !== null || target.folders.includes("");
}
