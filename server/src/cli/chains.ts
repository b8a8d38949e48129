/** `chains [PATH]`: the linked model of a tree, or the part of it that a file or folder takes part in. */

import { chainsDot, chainsMermaid } from "../report/chainsGraph";
import { chainsJson } from "../report/chainsJson";
import { chainsSummary, chainsText } from "../report/chainsText";
import type { Workspace } from "../workspace/types";
import { EXIT } from "./failure";
import type { CommonOptions } from "./options";
import { json, print, tell } from "./output";
import { covers, coversAll, resolveTarget, type Target } from "./target";
import { openTree } from "./tree";

type ChainsOptions = CommonOptions<"text" | "json" | "dot" | "mermaid">;
type Model = ReturnType<Workspace["model"]>;

/** Runs the command; answers the exit status. */
export async function chains(path: string | undefined, options: ChainsOptions): Promise<number> {
  const target = await resolveTarget(path === undefined ? [] : [path], options.root);
  const { workspace, incomplete } = await openTree(target, options);
  const model = partOf(workspace.model(), target);
  await print(render(target.root, model, options.format ?? "text"));
  if (!options.quiet) tell(chainsSummary(target.root, model));
  workspace.remember();
  return incomplete ? EXIT.failed : EXIT.nothing;
}

function render(root: string, model: Model, format: "text" | "json" | "dot" | "mermaid"): string {
  switch (format) {
    case "text":
      return chainsText(model);
    case "json":
      return json(chainsJson(root, model));
    case "dot":
      return chainsDot(model);
    case "mermaid":
      return chainsMermaid(model);
  }
}

/** The chains that have their head, a callback, a registration or a call site in what was asked about. */
function partOf(model: Model, target: Target): Model {
  if (coversAll(target)) return model;
  const here = ({ file }: { readonly file: string }): boolean => covers(target, file);
  return {
    ...model,
    chains: model.chains.filter(
      (c) => here(c) || c.callbacks.some((f) => here(f) || here(f.registeredBy)) || c.callSites.some(here),
    ),
    unresolved: model.unresolved.filter(here),
  };
}
