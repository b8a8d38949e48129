/** `simulate --chain ID [PATH]`: a chain of a tree as a scenario, and its run. */

import { scenarioOfChain } from "../report/simulation";
import type { Workspace } from "../workspace/types";
import { EXIT, Failure } from "./failure";
import { suggestion } from "./nearest";
import { print } from "./output";
import { saveWitnesses } from "./saveWitnesses";
import { rendered, type SimulateOptions, simulateOne } from "./simulateOne";
import { resolveTarget } from "./target";
import { openTree } from "./tree";

type Chain = ReturnType<Workspace["model"]>["chains"][number];

/**
 * Runs the command; answers the exit status.
 * @throws Failure for a chain that is not there or not one
 */
export async function simulateFromTree(
  id: string,
  paths: readonly string[],
  options: SimulateOptions,
): Promise<number> {
  if (paths.length > 1) throw new Failure("simulate --chain: name one PATH, the tree to take the chain from");
  const target = await resolveTarget(paths, options.root);
  const { workspace, incomplete } = await openTree(target, options);
  const model = workspace.model();
  const chain = findChain(model.chains, id, target.root);
  const { scenario, assumptions } = scenarioOfChain(chain, model.kernelVersion);
  const outcome = simulateOne(scenario, options, assumptions);
  if (!outcome.ok)
    throw new Failure(
      ...outcome.mistakes.map(({ path, message }) => `the scenario of ${id}: ${path}: ${message}`),
    );
  await saveWitnesses(outcome.simulated, options);
  await print(rendered(outcome.simulated, options.format ?? "text", options));
  workspace.remember();
  return incomplete ? EXIT.failed : EXIT.nothing;
}

/** The chain with an id; or the only one with that name. */
function findChain(chains: readonly Chain[], id: string, root: string): Chain {
  const exact = chains.find((chain) => chain.id === id);
  if (exact) return exact;
  const [only, ...others] = chains.filter((chain) => chain.name === id);
  if (only && others.length === 0) return only;
  if (only)
    throw new Failure(
      `--chain ${id}: several chains have this name: ${[only, ...others].map((c) => c.id).join(", ")}`,
    );
  const hint =
    suggestion(
      id,
      chains.flatMap((chain) => [chain.id, chain.name]),
    ) || ";";
  throw new Failure(
    `--chain ${id}: no such chain in ${root}${hint} \`notifier-lens chains ${root}\` lists them`,
  );
}
