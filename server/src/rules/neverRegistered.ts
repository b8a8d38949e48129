/** `never-registered`: a callback is put into a block, and nobody ever puts the block on a chain. */
import type { AssignmentFact, BlockFact, FileFacts } from "../facts/facts";
import type { Unresolved } from "../model/model";
import type { Rule, RuleContext, RuleDocs, RuleFinding } from "./rule";
import { called, placeOf } from "./words";

function checkRest({ model, facts }: RuleContext): RuleFinding[] {
  return model.unresolved.flatMap((callback) => {
    const own = callback.kind === "callback" ? facts.get(callback.file) : undefined;
    const block = own && blockOf(own, callback);
    if (!own || block === undefined || isHandedOn(own, block.last)) return [];
    return [
      {
        ...placeOf(callback),
        message:
          `${called(callback.name)} is the callback of ${block.name}, and nothing registers that block: it is never ` +
          "called, and what it is there for does not happen. Register the block, or take both away.",
        chain: null,
        related: [
          { file: callback.file, line: block.line, message: "the callback is put into the block here" },
        ],
        witness: null,
        fix: null,
      },
    ];
  });
}

interface OwnBlock {
  /** For the reader. */
  readonly name: string;
  /** The name that a call which hands the block on would use last. */
  readonly last: string;
  readonly line: number;
}

/** A callback's block that no other file can name: a static variable, or a member of a struct that the .c file defines. */
function blockOf(facts: FileFacts, { name, file }: Unresolved): OwnBlock | undefined {
  if (!file.endsWith(".c")) return undefined;
  const variable = facts.blocks.find((block) => block.callback === name);
  if (variable) return ownVariable(variable);
  const assignment = facts.assignments.find(
    ({ member, value }) =>
      member === "notifier_call" &&
      value.path.length === 0 &&
      "name" in value.root &&
      value.root.name === name,
  );
  return assignment && ownMember(facts, assignment);
}

function ownVariable({ name, storage, place }: BlockFact): OwnBlock | undefined {
  const isPlain = storage === "static" && /^\w+$/.test(name);
  return isPlain ? { name, last: name, line: place.line } : undefined;
}

function ownMember({ structs }: FileFacts, { target, place }: AssignmentFact): OwnBlock | undefined {
  const type = "type" in target.root ? target.root.type : null;
  const last = target.path.at(-1);
  if (last === undefined || type === null || !structs.some(({ name }) => name === type)) return undefined;
  return { name: `${type}.${target.path.join(".")}`, last, line: place.line };
}

/** Whether some call of the file is handed the block, or something of that name: what becomes of it then is not known. */
function isHandedOn({ calls, stores }: FileFacts, last: string): boolean {
  const names = ({ root, path }: { root: object; path: readonly string[] }): boolean =>
    (path.at(-1) ?? ("name" in root ? root.name : "")) === last;
  return calls.some((call) => call.arguments.some(names)) || stores.some(({ value }) => names(value));
}

const code = (registration: string): string => `//- /drivers/core/power.c
static BLOCKING_NOTIFIER_HEAD(power_chain);

int register_power_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&power_chain, nb);
}

void power_changed(unsigned long event)
{
	blocking_notifier_call_chain(&power_chain, event, NULL);
}
//- /drivers/lamp.c
struct lamp {
	struct notifier_block nb;
	int level;
};

static int lamp_power(struct notifier_block *nb, unsigned long event, void *data)
{
	struct lamp *lamp = container_of(nb, struct lamp, nb);

	lamp->level = event;
	return NOTIFY_OK;
}

int lamp_start(struct lamp *lamp)
{
	lamp->nb.notifier_call = lamp_power;
	return ${registration};
}
`;

const docs: RuleDocs = {
  summary: "A callback is put into a notifier block that nobody registers.",
  reports:
    "A callback whose block is a static variable, or a member of a struct that the same .c file defines, where no call of " +
    "the file is handed that block. Blocks that another file could register stay silent.",
  why:
    "The driver reads as if it heard of the event. It does not: the charger is never limited, the device never put to " +
    "rest. Nothing warns, because an unused block is no error to the compiler.",
  bad: code("0"),
  good: code("register_power_notifier(&lamp->nb)"),
  fixSafety: "There is no automatic fix: which chain was meant is not in the source.",
  whenNotToWorry: "The block is handed on under another name, by a macro that is not in the tree.",
  pastFixes:
    "None is known by title; drivers/power/supply/da9052-battery.c of Linux 6.1 has one: its callback for USB current is " +
    "set and never registered.",
};

export const neverRegistered: Rule = { id: "never-registered", severity: "warning", docs, checkRest };
