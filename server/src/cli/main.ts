#!/usr/bin/env node
/** The command line's entry: arguments in, exit status out. Nothing but the guards stands here. */
import { EXIT } from "./failure";
import { guardStreams } from "./output";
import { run, tellDefect } from "./program";

guardStreams();

process.on("uncaughtException", (error) => {
  tellDefect(error);
  process.exit(EXIT.failed);
});

void run(process.argv.slice(2)).then((status) => {
  // Not process.exit(): what stands in a pipe's buffer must still be written.
  process.exitCode = status;
});
