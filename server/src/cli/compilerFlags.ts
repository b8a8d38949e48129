/**
 * `make C=1 CHECK="notifier-lens check --quiet"`: scripts/Makefile.build runs $(CHECK) $(CHECKFLAGS) $(c_flags) $<, which
 * puts everything that gcc and sparse understand between our options and the one .c file. This file tells the compiler's
 * flags from ours; anywhere else an unknown option stays an error.
 */

/** Our own options of `check`, and whether the next argument is their value. */
const OWN: ReadonlyMap<string, boolean> = new Map([
  ["--format", true],
  ["--root", true],
  ["--jobs", true],
  ["--parser", true],
  ["--rule", true],
  ["--severity", true],
  ["--since", true],
  ["--baseline", true],
  ["--write-baseline", false],
  ["--no-cache", false],
  ["--quiet", false],
  ["--help", false],
]);

/** Compiler flags whose value may be an argument of its own. */
const WITH_VALUE =
  /^(?:-[DIUox]|-include|-imacros|-isystem|-idirafter|-iquote|-iprefix|-M[FTQ]|-mllvm|-Xclang|-Xassembler|-target|-arch|--param|--target|--sysroot)$/;

/** Compiler flags by their first letters: what gcc, clang and sparse (CHECKFLAGS of the top Makefile) get. */
const FLAG =
  /^(?:-[DIUWfmOgMcESwvpPx]|-std=|-nostd|-isystem|-include|-imacros|-idirafter|-iquote|-ansi|-pedantic|-Xclang|-Xassembler|-target|--(?:arch|param|target|sysroot|prefix|gcc-toolchain)(?:=|$))/;

/**
 * The arguments of `check` without the compiler's flags, where the kernel's build calls: flags of a compiler and exactly
 * one file, a .c file. Otherwise the arguments as they are.
 */
export function withoutCompilerFlags(args: readonly string[]): readonly string[] {
  const own: string[] = [];
  const files: string[] = [];
  let flags = 0;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    const takesValue = OWN.get(arg.replace(/=.*$/s, ""));
    if (takesValue !== undefined) {
      own.push(arg);
      if (takesValue && !arg.includes("=") && i + 1 < args.length) own.push(args[++i] ?? "");
    } else if (WITH_VALUE.test(arg)) {
      flags++;
      i++;
    } else if (FLAG.test(arg)) flags++;
    else {
      own.push(arg);
      files.push(arg);
    }
  }
  return flags > 0 && files.length === 1 && files[0]?.endsWith(".c") ? own : args;
}
