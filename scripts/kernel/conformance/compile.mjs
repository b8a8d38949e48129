/**
 * Compiles the kernel's own kernel/notifier.c with the stand-ins beside this file into a program that driver.c
 * describes. Nothing of the kernel is kept: the program lives in a temporary folder until `remove()`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HERE = path.dirname(fileURLToPath(import.meta.url));
/** As the kernel itself is compiled: signed numbers wrap, pointers may alias. */
const FLAGS = ["-std=gnu11", "-O1", "-fno-strict-overflow", "-fno-strict-aliasing"];

/** Why there is no program, in one line that says what to do where something is missing. */
export class CannotCompile extends Error {}

/**
 * @param {string} tree a kernel tree
 * @returns {{ program: string, remove: () => void }}
 * @throws {CannotCompile} where there is no C compiler, or it does not like what it is given
 */
export function compileNotifier(tree) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "notifier-lens-conformance-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    writeHeaders(tree, path.join(folder, "linux"));
    const include = ["-include", path.join(HERE, "standIns.h"), "-I", folder, "-I", tree];
    const unit = path.join(folder, "notifier.o");
    const program = path.join(folder, "driver");
    compile([
      ...include,
      "-fsanitize-coverage=trace-pc",
      "-c",
      path.join(HERE, "notifierUnit.c"),
      "-o",
      unit,
    ]);
    compile([...include, path.join(HERE, "driver.c"), unit, "-o", program]);
    return { program, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The kernel's notifier.h, and an empty header for every other one that it or notifier.c asks for. */
function writeHeaders(tree, folder) {
  mkdirSync(folder);
  const header = path.join(tree, "include/linux/notifier.h");
  const texts = [header, path.join(tree, "kernel/notifier.c")].map((file) => readFileSync(file, "utf8"));
  const asked = texts.flatMap((text) => [...text.matchAll(/^#\s*include\s*<([\w/]+\.h)>/gm)]);
  for (const [, name] of asked) {
    if (name === "linux/notifier.h") continue;
    const file = path.join(path.dirname(folder), name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "");
  }
  symlinkSync(path.resolve(header), path.join(folder, "notifier.h"));
}

function compile(args) {
  const compiler = process.env.CC || "cc";
  const { error, status, stderr } = spawnSync(compiler, [...FLAGS, ...args], { encoding: "utf8" });
  if (error?.code === "ENOENT")
    throw new CannotCompile(
      `no C compiler \`${compiler}\`: install one (\`apt-get install gcc\`) or name it with CC=…`,
    );
  if (error) throw error;
  if (status !== 0) throw new CannotCompile(`${compiler} does not compile kernel/notifier.c:\n${stderr}`);
}
