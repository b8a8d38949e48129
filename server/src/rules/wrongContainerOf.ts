/** `wrong-container-of`: a callback takes its block to be another member of its struct than the one it is. */
import { oncePer } from "../base/once";
import type { Callback, Chain } from "../model/model";
import { memberOf } from "./objects";
import type { Rule, RuleContext, RuleDocs, RuleFinding } from "./rule";
import { called, listed, registrationOf } from "./words";

type Container = NonNullable<Callback["dataUse"]>["containers"][number];

/** The blocks that carry one definition of a function, on whichever chains. */
interface Carried {
  readonly chain: Chain;
  readonly callback: Callback;
  readonly members: (string | null)[];
}

function checkRest({ model }: RuleContext): RuleFinding[] {
  const suspects = new Set(model.chains.flatMap(suspectsOn));
  if (suspects.size === 0) return [];
  const functions = new Map<string, Carried>();
  for (const chain of model.chains)
    for (const { key, callback, member } of wearersOn(chain)) {
      if (!suspects.has(key)) continue;
      const known = functions.get(key) ?? { chain, callback, members: [] };
      known.members.push(member);
      functions.set(key, known);
    }
  return [...functions.values()].flatMap((carried) =>
    (carried.callback.dataUse?.containers ?? []).flatMap((container) => judge(carried, container)),
  );
}

/** A callback that takes its block for a member, with the member that it is. */
interface Wearer {
  /** The same for all blocks that carry one definition. */
  readonly key: string;
  readonly callback: Callback;
  readonly member: string | null;
  /** Whether this block alone shows that there is nothing to tell of the function, whatever else carries it. */
  readonly isRight: boolean;
}

const wearersOn = oncePer(({ callbacks }: Chain): readonly Wearer[] =>
  callbacks.flatMap((callback) => wearer(callback) ?? []),
);

const suspectsOn = oncePer((chain: Chain): readonly string[] =>
  wearersOn(chain).flatMap(({ key, isRight }) => (isRight ? [] : [key])),
);

const wearer = oncePer((callback: Callback): Wearer | null => {
  const containers = callback.dataUse?.containers ?? [];
  if (containers.length === 0) return null;
  const of = memberOf(callback);
  const member = of && `${of.type}.${of.member}`;
  return {
    ...{ key: `${callback.file}:${callback.line}:${callback.function}`, callback, member },
    isRight: containers.every((container) => settles(member, container)),
  };
});

/**
 * Whether what one block is leaves nothing to tell: its place is not known, or the last word of the member is its own, as
 * the struct may be one that lies in the other.
 */
function settles(member: string | null, container: Container): boolean {
  return (
    member === null ||
    member.startsWith(`${container.type}.?`) ||
    lastWord(member) === lastWord(container.member)
  );
}

/** Nothing where one of the blocks settles it. */
function judge({ chain, callback, members }: Carried, container: Container): RuleFinding[] {
  if (members.some((member) => settles(member, container))) return [];
  const known = members.flatMap((member) => member ?? []);
  const inStruct = known.filter((name) => name.startsWith(`${container.type}.`));
  if (inStruct.length === 0) return [];
  const right = [...new Set(inStruct.map((name) => name.slice(container.type.length + 1)))];
  const [only] = right;
  return [
    {
      file: callback.file,
      ...container.place,
      message:
        `${called(callback.function)} takes its block to be ${container.type}.${container.member}, but what ${chain.name} ` +
        `calls it with is ${listed(right, "or")}: every member it reads is off by the distance of the two. Name ` +
        `${listed(right, "or")}.`,
      chain: chain.id,
      related: [registrationOf(callback)],
      witness: null,
      fix:
        only !== undefined && right.length === 1
          ? { title: `Name ${only}`, safety: "suggestion", edits: [edit(callback.file, container, only)] }
          : null,
    },
  ];
}

function edit(file: string, { place }: Container, newText: string) {
  const { line, column, endLine, endColumn } = place;
  return { file, startLine: line, startColumn: column, endLine, endColumn, newText };
}

/** `nb` of `group.nb[i]`. */
function lastWord(member: string): string {
  return /(\w+)(?:\[[^\]]*\])*$/.exec(member)?.[1] ?? member;
}

/** A driver with two blocks in its struct. */
const example = (member: string): string => `//- /drivers/extcon/extcon.c
int extcon_register_notifier(struct extcon_dev *edev, struct notifier_block *nb)
{
	return raw_notifier_chain_register(&edev->nh, nb);
}

void extcon_sync(struct extcon_dev *edev)
{
	raw_notifier_call_chain(&edev->nh, edev->state, edev);
}
//- /include/linux/extcon.h
struct extcon_dev {
	struct raw_notifier_head nh;
	unsigned long state;
};
//- /drivers/usb/phy.c
struct phy_dev {
	struct device *dev;
	struct notifier_block id_nb;
	struct notifier_block vbus_nb;
};

static int phy_vbus(struct notifier_block *nb, unsigned long event, void *data)
{
	struct phy_dev *phy = container_of(nb, struct phy_dev, ${member});

	phy_switch(phy->dev, event);
	return NOTIFY_OK;
}

int phy_probe(struct phy_dev *phy, struct extcon_dev *edev)
{
	phy->vbus_nb.notifier_call = phy_vbus;
	return extcon_register_notifier(edev, &phy->vbus_nb);
}
`;

const docs: RuleDocs = {
  summary: "A callback's `container_of()` names another member than the block that it is called with.",
  reports:
    "`container_of(nb, struct T, member)` of a callback's own block, where every block that carries the callback is known, " +
    "one of them lies in `struct T`, and none is called `member`.",
  why:
    "A callback is handed the address of its notifier block and nothing else of its driver. `container_of()` takes the " +
    "member's offset off that address without looking: with another block's name it answers an address inside the struct " +
    "(or before it), and whatever the callback reads or writes there is something else. The compiler cannot tell, since " +
    "all blocks are of one type.",
  bad: example("id_nb"),
  good: example("vbus_nb"),
  fixSafety:
    "The fix names the member that is registered: a suggestion, because the other one may have been meant to be.",
  whenNotToWorry:
    "Where a union gives the two members one address. A struct that lies in another is no case: members of the same name " +
    "are not told apart.",
  pastFixes:
    "None is known by its title: users of extcon with an `id_nb` and a `vbus_nb` in one struct (USB phys) are where it is " +
    "easily copied wrong. Linux 6.1 has no instance.",
};

export const wrongContainerOf: Rule = { id: "wrong-container-of", severity: "warning", docs, checkRest };
