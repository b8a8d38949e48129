/** The options that several commands share, as commander hands them over after {@link commonOptions}. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { TreeOptions } from "./tree";

export interface CommonOptions<Format extends string> extends TreeOptions {
  /** Absent where the user did not choose. */
  readonly format?: Format;
  readonly root?: string;
}

/** Takes the exit status that a command answers. */
export type Settle = (status: number) => void;

/** Adds the common options of contract.md to a command. */
export function commonOptions(command: Command, formats: readonly string[]): Command {
  return command
    .addOption(new Option("--format <format>", "how to print the answer (default: text)").choices(formats))
    .option("--root <dir>", "the tree that makes the model; paths are printed relative to it")
    .addOption(
      new Option("--jobs <n>", "how many threads read the tree (default: one per core, at most 4)").argParser(
        jobs,
      ),
    )
    .option("--no-cache", "do not keep what is read of a file for the next run")
    .option("--quiet", "no progress, no summary, no notes on standard error", false)
    .addOption(
      new Option("--parser <name>", "the parser back end")
        .choices(["wasm", "native"])
        .default("wasm")
        .hideHelp(),
    );
}

function jobs(value: string): number {
  if (!/^[1-9]\d?$/.test(value)) throw new InvalidArgumentError("Allowed is a number from 1 to 99.");
  return Number(value);
}

/** Collects a repeatable option. */
export function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}
