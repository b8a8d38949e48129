/**
 * The program's commands and options, and the guard around them: every failure becomes one clear line and an exit
 * status. What a command does stands in its own file.
 */
import { Command, CommanderError, Option } from "commander";
import { SEVERITIES } from "../base/finding";
import { withoutCompilerFlags } from "./compilerFlags";
import { EXIT, Failure } from "./failure";
import { collect, commonOptions, type Settle } from "./options";
import { tell } from "./output";
import { simulateCommand } from "./simulateCommand";
import { version } from "./version";

/** Runs the program. Never rejects. */
export async function run(args: readonly string[]): Promise<number> {
  let status: number = EXIT.nothing;
  const settle: Settle = (answered) => {
    status = answered;
  };
  const [command = "", ...rest] = args;
  const wanted = command === "check" ? [command, ...withoutCompilerFlags(rest)] : args;
  try {
    await program(settle).parseAsync(wanted, { from: "user" });
    return status;
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.nothing;
    if (error.code !== "commander.help") tell(usageError(error.message));
    return EXIT.failed;
  }
  if (error instanceof Failure) for (const line of error.lines) tell(line);
  else tellDefect(error);
  return EXIT.failed;
}

/** commander's words, on one line. */
function usageError(message: string): string {
  const said = message.replace(/^error: /, "").replace(/\s+/g, " ");
  return `${said.replace(/\.$/, "")}; notifier-lens help COMMAND lists what there is`;
}

/** A defect of this program: one line that asks for a report, the stack only where it is asked for. */
export function tellDefect(error: unknown): void {
  const what = error instanceof Error ? error.message : String(error);
  tell(`internal error: ${what}; this is a defect, please report it (NOTIFIER_LENS_DEBUG=1 shows where)`);
  if (process.env.NOTIFIER_LENS_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
}

function program(settle: Settle): Command {
  const top = new Command("notifier-lens")
    .description("Makes the Linux kernel's notifier chains visible and safe.")
    .version(version(), "-V, --version")
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText(
      "after",
      "\nExit status: 0 nothing found, 1 findings at or above --severity, 2 the run itself failed.",
    );
  checkCommand(top, settle);
  chainsCommand(top, settle);
  simulateCommand(top, settle);
  explainCommand(top, settle);
  top
    .command("lsp")
    .description("the language server")
    .option("--stdio", "speak over standard input and output")
    .addOption(new Option("--clientProcessId <pid>").hideHelp())
    .action(async (options) => (await import("./lsp")).lsp(options));
  return top;
}

function checkCommand(top: Command, settle: Settle): void {
  const command = top
    .command("check")
    .argument("[PATH...]", "C files or trees (default: the current directory)");
  commonOptions(command, ["text", "json", "sarif"])
    .description('findings for files or whole trees; also: make C=1 CHECK="notifier-lens check --quiet"')
    .option("--rule <id>", "only findings of this rule; may be given several times", collect, [])
    .option("--all-rules", "also the rules that are off by default")
    .option("--kernel <version>", "whose rules of registration apply (default: that of the top Makefile)")
    .option("--level <rule=level>", "error, warning, info or off for a rule; may be repeated", collect, [])
    .addOption(
      new Option(
        "--severity <level>",
        "only findings at least this severe (default: all are printed, the exit status counts from warning on)",
      ).choices(SEVERITIES),
    )
    .option("--since <rev>", "only findings on lines changed since this git revision")
    .option("--baseline <file>", "leave out the findings that this file lists")
    .option("--write-baseline", "write what is found to the --baseline file")
    .action(async (paths, options) => settle(await (await import("./check")).check(paths, options)));
}

function chainsCommand(top: Command, settle: Settle): void {
  const command = top
    .command("chains")
    .argument("[PATH]", "a tree, or a file of one (default: the current directory)");
  commonOptions(command, ["text", "json", "dot", "mermaid"])
    .description("the chains of a tree: callbacks in order, what they return, who walks them")
    .action(async (path, options) => settle(await (await import("./chains")).chains(path, options)));
}

function explainCommand(top: Command, settle: Settle): void {
  const command = top.command("explain").argument("[RULE]", "a rule's id; without it, a list of them");
  commonOptions(command, ["text", "json"])
    .description("the page of a rule")
    .action(async (rule, options) => settle(await (await import("./explain")).explain(rule, options)));
}
