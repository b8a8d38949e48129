/** `missing-abort-event`: a callback prepares at the first event of a pair, and undoes it at its success alone. */
import type { Callback, Chain } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";
import { pairOf } from "../notifier/eventPairs";
import { opposite } from "./opposites";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { namedEvents } from "./stops";
import { called, listed, registrationOf, related } from "./words";

type EventEffects = NonNullable<Callback["eventEffects"]>[number];

/** What a callback leaves half done where the operation is called off. */
interface HalfDone {
  readonly first: EventEffects;
  readonly success: EventEffects;
  readonly cancel: readonly string[];
  /** What is done at the first event, and what undoes it at the success. */
  readonly done: string;
  readonly undone: string;
}

function checkChain(chain: Chain): RuleFinding[] {
  const events = namedEvents(chain);
  return chain.callbacks.flatMap((callback) => {
    const half = (callback.eventEffects ?? []).map((first) => halfDone(callback, first, events));
    return half.flatMap((one) => (one ? [finding(chain, callback, one)] : []));
  });
}

function halfDone(callback: Callback, first: EventEffects, events: readonly string[]): HalfDone | null {
  const effects = callback.eventEffects ?? [];
  const pair = pairOf(first.event, events);
  const cancel = (pair?.cancel ?? []).filter(
    (event) => events.includes(event) && !(event in callback.returnsByEvent),
  );
  const otherwise = effects.find(({ event }) => event === OTHER_EVENTS);
  if (!pair || !otherwise || cancel.length === 0) return null;
  for (const success of effects.filter(({ event }) => pair.success.includes(event))) {
    const found =
      undoneCall(first, success, otherwise) ??
      undoneStore(first, success, otherwise) ??
      calledAgain(first, success, otherwise);
    if (found) return { first, success, cancel, ...found };
  }
  return null;
}

/** A call at the first event whose opposite is called at the success, and not where the cancel event ends up. */
function undoneCall(
  first: EventEffects,
  success: EventEffects,
  otherwise: EventEffects,
): Pick<HalfDone, "done" | "undone"> | null {
  const always = new Set(otherwise.calls.map(({ callee }) => callee));
  for (const { callee } of first.calls) {
    if (always.has(callee)) continue;
    const undo = success.calls.find((call) => opposite(callee, call.callee));
    // Who undoes it at the first event too has already undone it.
    if (!undo || always.has(undo.callee) || first.calls.some((call) => call.callee === undo.callee)) continue;
    return { done: called(callee), undone: called(undo.callee) };
  }
  return null;
}

/** Named heuristic: what is set by a call can be set back by the same call. */
const SETS = /(?:^|_)(?:set|select|switch|config|configure|program|update|apply)(?:_|$)/;

/** A call at the first event that is made again at the success with other arguments: to a safe value, and back. */
function calledAgain(
  first: EventEffects,
  success: EventEffects,
  otherwise: EventEffects,
): Pick<HalfDone, "done" | "undone"> | null {
  const written = ({ callee, arguments: args }: EventEffects["calls"][number]): string =>
    `${callee}(${args.join(", ")})`;
  const always = new Set(otherwise.calls.map(({ callee }) => callee));
  for (const call of first.calls) {
    if (always.has(call.callee) || !SETS.test(call.callee)) continue;
    const again = success.calls.find((c) => c.callee === call.callee);
    if (again && written(again) !== written(call)) return { done: written(call), undone: written(again) };
  }
  return null;
}

/** A flag or pointer that is set to a constant at the first event, and to another one at the success alone. */
function undoneStore(
  first: EventEffects,
  success: EventEffects,
  otherwise: EventEffects,
): Pick<HalfDone, "done" | "undone"> | null {
  const isConstant = (value: string): boolean => /^(?:true|false|NULL|-?\d+)$/.test(value);
  for (const { target, value } of first.stores) {
    if (!isConstant(value) || otherwise.stores.some((store) => store.target === target)) continue;
    if (first.stores.some((store) => store.target === target && store.value !== value)) continue;
    const undo = success.stores.find((store) => store.target === target && store.value !== value);
    if (undo && isConstant(undo.value))
      return { done: `${target} = ${value}`, undone: `${target} = ${undo.value}` };
  }
  return null;
}

function finding(
  chain: Chain,
  callback: Callback,
  { first, success, cancel, done, undone }: HalfDone,
): RuleFinding {
  const events = listed(cancel, "and");
  const sending = chain.callSites.find(({ event, undoEvent }) =>
    cancel.some((one) => one === event || one === undoEvent),
  );
  return {
    file: callback.file,
    ...first.place,
    message:
      `${called(callback.function)} does ${done} at ${first.event} and ${undone} at ${success.event}, but nothing at ` +
      `${events}, which ${chain.name} sends instead where the operation is called off: what was begun stays as it is. ` +
      `Handle ${events} too.`,
    chain: chain.id,
    related: [
      related(
        { file: callback.file, line: success.place.line },
        `${undone} is done at ${success.event} only`,
      ),
      ...(sending ? [related(sending, `${events} is sent here`)] : []),
      registrationOf(callback),
    ],
    witness: null,
    fix: null,
    once: `${callback.file}:${first.place.line}`,
  };
}

const example = (more: string): string => `//- /drivers/clk/clk.c
static BLOCKING_NOTIFIER_HEAD(rate_chain);

int clk_register(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&rate_chain, nb);
}

int clk_rate(struct clk_change *change)
{
	int ret = blocking_notifier_call_chain(&rate_chain, PRE_RATE_CHANGE, change);

	if (notifier_to_errno(ret)) {
		blocking_notifier_call_chain(&rate_chain, ABORT_RATE_CHANGE, change);
		return -EBUSY;
	}
	blocking_notifier_call_chain(&rate_chain, POST_RATE_CHANGE, change);
	return 0;
}
//- /drivers/clocksource/timer.c
static int timer_rate(struct notifier_block *nb, unsigned long event, void *data)
{
	switch (event) {
	case PRE_RATE_CHANGE:
		clocksource_unregister(&timer_source);
		break;
	case POST_RATE_CHANGE:${more}
		clocksource_register_hz(&timer_source, new_rate(data));
		break;
	}

	return NOTIFY_DONE;
}

static struct notifier_block timer_nb = {
	.notifier_call = timer_rate,
};

int timer_init(void)
{
	return clk_register(&timer_nb);
}
`;

const docs: RuleDocs = {
  summary:
    "A callback undoes at the success of an operation what it did when it was announced, and not at its failure.",
  reports:
    "The place where a callback names the first event of a pair (`PRE_…`, `…_PREPARE`, `MEM_GOING_…`, `CPU_PM_ENTER`), " +
    "where it does something there that it undoes at the event of the success, and the chain also sends a cancel event, " +
    "which the callback leaves to what it does for every event it does not know. Undoing is told by names: a call and its " +
    "opposite (unregister and register, disable and enable), a call that sets something and is made again with other " +
    "arguments, or a constant that is stored and then another.",
  why:
    "An operation that was announced may fail, or be vetoed by another callback. Then the success event never comes; the " +
    "cancel event comes in its place. A callback that does not know it leaves its device stopped, its clock source " +
    "unregistered, its memory allocated.",
  bad: example(""),
  good: example("\n\tcase ABORT_RATE_CHANGE:"),
  fixSafety:
    "There is no fix: the cancel event often wants the old value (`old_rate`) where the success wants the new one.",
  whenNotToWorry:
    "What the callback does at the first event harms nobody when it stays. Saving registers is such a thing and not " +
    "reported.",
  pastFixes:
    "“kasan: free allocated shadow memory on MEM_CANCEL_ONLINE” (2018), whose first version named " +
    "`MEM_CANCEL_OFFLINE` by mistake; “clk: qcom: apss-ipq6018”, which learnt ABORT_RATE_CHANGE in review (2023). " +
    "CPU hotplug had many callbacks without CPU_UP_CANCELED before 4.9 (?).",
};

export const missingAbortEvent: Rule = { id: "missing-abort-event", severity: "warning", docs, checkChain };
