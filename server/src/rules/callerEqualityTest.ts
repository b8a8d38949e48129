/** `caller-equality-test`: a caller compares the result with one value that ends a walk, and callbacks end it with another. */
import type { Chain, EffectiveUse } from "../model/model";
import { endsWalk } from "../notifier/values";
import { answersTo, type Consumed, consumedOf, eventFor } from "./callers";
import { numberOf } from "./claims";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { demonstrate, type Part } from "./witness";
import { called, forEvents, listed, placeOf, registrationOf, related } from "./words";

/** The value that a test compares with, where it is one that ends a walk. */
function comparedWith({ use, test }: EffectiveUse): string | null {
  const compares = use === "eq_BAD" || use === "eq_STOP";
  return compares ? (/^[!=]= \(?(NOTIFY_\w+)\)?$/.exec(test ?? "")?.[1] ?? null) : null;
}

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  const consumed = consumedOf(chain);
  const found = new Map<string, RuleFinding>();
  for (const one of consumed) {
    const { use } = one;
    const key = `${use.file} ${use.function} ${use.event}`;
    if (comparedWith(use) === null || found.has(key)) continue;
    const beside = consumed.filter(({ use: u }) => `${u.file} ${u.function} ${u.event}` === key);
    const finding = unseenBy(chain, one, beside, kernelVersion);
    if (finding) found.set(key, finding);
  }
  return [...found.values()];
}

function unseenBy(
  chain: Chain,
  { use }: Consumed,
  beside: readonly Consumed[],
  kernelVersion: string | null,
): RuleFinding | null {
  // A function that also decodes the result or looks at the stop bit sees every value there.
  if (beside.some((b) => comparedWith(b.use) === null && b.use.use !== "ignored")) return null;
  const tested = beside.map((b) => numberOf(comparedWith(b.use) ?? ""));
  const unseen = answersTo(chain, use, (value) => {
    const number = numberOf(value);
    return number === null
      ? value === "notifier_from_errno(...)"
      : endsWalk(number) && !tested.includes(number);
  });
  const part = unseen.find((p) => numberOf(p.path.value) !== null) ?? unseen[0];
  return part ? finding(chain, use, unseen, part, kernelVersion) : null;
}

function finding(
  chain: Chain,
  use: EffectiveUse,
  unseen: readonly Part[],
  part: Part,
  kernelVersion: string | null,
): RuleFinding {
  const shown = demonstrate(chain, kernelVersion, [part], eventFor(use, part));
  const call = shown?.call;
  const isCut = call && "result" in call && call.result === numberOf(part.path.value);
  const callbacks = [...new Map(unseen.map((p) => [p.callback.function, p])).values()];
  const answers = listed(
    callbacks.map((p) => `${p.path.value} of ${called(p.callback.function)}`),
    "and",
  );
  return {
    ...placeOf(use),
    message:
      `${called(use.function)} asks whether the result of ${chain.name}${forEvents([use.event])} is ` +
      `${use.test}, but the ${answers} ends the walk too and is another value, which goes unnoticed. Test ` +
      "notifier_to_errno() of the result, or & NOTIFY_STOP_MASK.",
    chain: chain.id,
    related: callbacks
      .slice(0, 5)
      .flatMap((p) => [
        related(p.path.place, `${called(p.callback.function)} returns ${p.path.value} here`),
        registrationOf(p.callback),
      ]),
    witness: shown && isCut ? shown.scenario : null,
    fix: null,
  };
}

const example = (test: string): string => `//- /drivers/acpi/event.c
static BLOCKING_NOTIFIER_HEAD(acpi_chain);

int register_acpi_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&acpi_chain, nb);
}

int acpi_announce(struct acpi_bus_event *event)
{
	int ret = blocking_notifier_call_chain(&acpi_chain, ACPI_ANNOUNCE, event);

	if (${test})
		return -EINVAL;

	return 0;
}
//- /drivers/video/backlight.c
static int backlight_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (!backlight_is_free(data))
		return notifier_from_errno(-EBUSY);

	return NOTIFY_OK;
}

static struct notifier_block backlight_nb = {
	.notifier_call = backlight_event,
};

int backlight_start(void)
{
	return register_acpi_notifier(&backlight_nb);
}
`;

const docs: RuleDocs = {
  summary:
    "A caller compares the result with `NOTIFY_BAD` or `NOTIFY_STOP`, and callbacks end the walk with another value.",
  reports:
    "A comparison of a walk's result with NOTIFY_BAD or NOTIFY_STOP where a callback that can be on the chain ends the " +
    "walk at this event with another value: an encoded errno, a raw one, NOTIFY_BAD where NOTIFY_STOP is asked for, or " +
    "the other way round. All values that the function compares with count together.",
  why:
    "A walk ends on bit 15. NOTIFY_BAD is only one of the values that have it: notifier_from_errno(-EBUSY) is 0x8011, " +
    "and a raw errno has it as well. A caller that compares with one of them carries out what another callback has " +
    "forbidden, while the callbacks behind that one are never told.",
  bad: example("ret == NOTIFY_BAD"),
  good: example("notifier_to_errno(ret)"),
  fixSafety:
    "There is no fix: whether `notifier_to_errno(ret)` or `ret & NOTIFY_STOP_MASK` is meant depends on whether a " +
    "NOTIFY_STOP shall count.",
  whenNotToWorry:
    "The other value comes from a callback that is never in one kernel with this caller. Callbacks and callers of two " +
    "architectures are told apart; other configurations are not. Where only the compared value is ever returned, as on " +
    "chains that dispatch with NOTIFY_STOP, nothing is reported.",
  pastFixes:
    "`NOTIFY_STOP_MASK`, `NOTIFY_BAD` and `notifier_from_errno()` in `include/linux/notifier.h`. The same mistake with " +
    "NOTIFY_OK was discussed for `profile_handoff_task()` in 2012: `ret == NOTIFY_OK` would have had to become a test " +
    "of a bit.",
};

export const callerEqualityTest: Rule = { id: "caller-equality-test", severity: "warning", docs, checkChain };
