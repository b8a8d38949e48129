/**
 * The conformance suite alone: `node scripts/conformance.mjs [--seed N] [--programs N]`, or `--replay FILE…` for
 * scenario files. Exit status 1 where a program differs from the kernel, 2 where it cannot run.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { checkConformance, replay } from "./kernel/conformance.mjs";
import { conformanceOptions, OPTIONS } from "./kernel/options.mjs";
import { createSuite } from "./kernel/suite.mjs";
import { findKernelTree } from "./kernel/tree.mjs";

async function main() {
  const { values, positionals } = parseArgs({
    options: { ...OPTIONS, replay: { type: "boolean" } },
    allowPositionals: true,
  });
  const suite = createSuite();
  const tree = findKernelTree();
  if (values.replay)
    await replay(
      suite,
      tree,
      positionals.map((file) => JSON.parse(readFileSync(file, "utf8"))),
    );
  else await checkConformance(suite, tree, conformanceOptions(values));
  return suite.close();
}

main().then(
  (good) => {
    process.exitCode = good ? 0 : 1;
  },
  (error) => {
    console.error(`conformance: ${error.message}`);
    process.exitCode = 2;
  },
);
