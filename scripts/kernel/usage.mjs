/** Loaded into a program with `node --import`: leaves behind, in the file USAGE_FILE, what the run has cost. */
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const { maxRSS } = process.resourceUsage();
  writeFileSync(process.env.USAGE_FILE ?? "", JSON.stringify({ maxRSS }));
});
