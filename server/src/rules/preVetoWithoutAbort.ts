/** `pre-veto-without-abort`: a caller that calls a failed operation off forgets to where a callback vetoed it. */
import type { Callback, Chain, EffectiveUse } from "../model/model";
import { pairOf } from "../notifier/eventPairs";
import { endsWalk } from "../notifier/values";
import { answersTo, type Consumed, consumedOf } from "./callers";
import { numberOf, pathsAt } from "./claims";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { namedEvents } from "./stops";
import { canMeet, demonstrate, mayPrecede, type Part } from "./witness";
import { called, listed, placeOf, registrationOf, related } from "./words";

/** A callback that stops the first event, and one that has heard it before and waits for the end. */
interface Waiting {
  readonly vetoer: Part;
  readonly waiter: Part;
}

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  const events = namedEvents(chain);
  const found = new Map<string, RuleFinding>();
  for (const consumed of consumedOf(chain)) {
    const { use } = consumed;
    const key = `${use.file} ${use.function} ${use.event}`;
    const cancel = forgotten(consumed, events);
    const waiting = cancel === null || found.has(key) ? null : waitingFor(chain, use, cancel);
    if (waiting && cancel !== null) found.set(key, finding(chain, use, cancel, waiting, kernelVersion));
  }
  return [...found.values()];
}

/** The cancel event that a caller sends where the operation fails later, and not where the walk was stopped. */
function forgotten({ site, use }: Consumed, events: readonly string[]): string | null {
  const { callsOff } = use;
  if (!callsOff || site.robust || use.event === "param") return null;
  const cancels = pairOf(use.event, [...events, ...callsOff.ifNot])?.cancel ?? [];
  if (cancels.some((cancel) => callsOff.ifStopped.includes(cancel))) return null;
  return cancels.find((cancel) => callsOff.ifNot.includes(cancel)) ?? null;
}

function waitingFor(chain: Chain, use: EffectiveUse, cancel: string): Waiting | null {
  const stops = (value: string): boolean => endsWalk(numberOf(value) ?? 0);
  for (const vetoer of answersTo(chain, use, stops))
    for (const callback of chain.callbacks) {
      if (!(cancel in callback.returnsByEvent) || !canMeet(vetoer.callback, callback)) continue;
      if (!mayPrecede(callback, vetoer.callback)) continue;
      const path = goesOn(callback, use.event);
      if (path) return { vetoer, waiter: { callback, path } };
    }
  return null;
}

function goesOn(callback: Callback, event: string): Part["path"] | undefined {
  return pathsAt(callback, event).find(({ value }) => {
    const number = numberOf(value);
    return number !== null && !endsWalk(number);
  });
}

function finding(
  chain: Chain,
  use: EffectiveUse,
  cancel: string,
  { vetoer, waiter }: Waiting,
  kernelVersion: string | null,
): RuleFinding {
  const shown = demonstrate(chain, kernelVersion, [waiter, vetoer], use.event);
  const call = shown?.call;
  const isStopped = call && "result" in call && call.stoppedBy !== null;
  const waiters = chain.callbacks.filter((c) => cancel in c.returnsByEvent && c !== vetoer.callback);
  return {
    ...placeOf(use),
    message:
      `${called(use.function)} gives up where ${called(vetoer.callback.function)} stops ${use.event} on ${chain.name}, ` +
      `without sending ${cancel}, which it does send where the operation fails later: callbacks that have heard ` +
      `${use.event} before, as ${listed([...new Set(waiters.map((c) => called(c.function)))], "or")} may, wait for ` +
      `an end. Send ${cancel} there too, or walk with the _robust variant, which tells only those that were told.`,
    chain: chain.id,
    related: [
      related(vetoer.path.place, `${called(vetoer.callback.function)} returns ${vetoer.path.value} here`),
      related(waiter.callback, `${called(waiter.callback.function)} undoes its work at ${cancel}`),
      registrationOf(waiter.callback),
    ],
    witness: shown && isStopped ? shown.scenario : null,
    fix: null,
  };
}

const example = (refused: string): string => `//- /drivers/clock/rate.c
static BLOCKING_NOTIFIER_HEAD(rate_chain);

int register_rate_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&rate_chain, nb);
}

static int rate_notify(unsigned long event, void *v)
{
	return blocking_notifier_call_chain(&rate_chain, event, v);
}

int set_rate(struct rate *rate)
{
	int err = rate_notify(PRE_RATE_CHANGE, rate);

	if (err & NOTIFY_STOP_MASK)
		${refused};

	err = program_rate(rate);
	if (err)
		goto abort;

	rate_notify(POST_RATE_CHANGE, rate);
	return 0;
abort:
	rate_notify(ABORT_RATE_CHANGE, rate);
	return err;
}
//- /drivers/serial/port.c
static int port_event(struct notifier_block *nb, unsigned long event, void *data)
{
	switch (event) {
	case PRE_RATE_CHANGE:
		port_stop(data);
		return NOTIFY_OK;
	case POST_RATE_CHANGE:
	case ABORT_RATE_CHANGE:
		port_start(data);
		return NOTIFY_OK;
	default:
		return NOTIFY_DONE;
	}
}

static struct notifier_block port_nb = {
	.notifier_call = port_event,
};

int port_probe(void)
{
	return register_rate_notifier(&port_nb);
}
//- /drivers/cpu/clock.c
static int cpu_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (event == PRE_RATE_CHANGE && too_fast(data))
		return NOTIFY_BAD;

	return NOTIFY_DONE;
}

static struct notifier_block cpu_nb = {
	.notifier_call = cpu_event,
};

int cpu_clock_probe(void)
{
	return register_rate_notifier(&cpu_nb);
}
`;

const docs: RuleDocs = {
  summary:
    "A caller that sends a cancel event when its operation fails does not send it when a callback vetoes.",
  reports:
    "A test by which a caller gives up when the walk for the first event of a pair was stopped, where no cancel event of " +
    "the pair is sent from there on, though the same function sends it where the operation fails later; a callback can " +
    "stop the first event, and another one that can be called before it handles the cancel event. Robust walks undo by " +
    "themselves and are left out.",
  why:
    "The callbacks before the one that vetoed have prepared for what was announced: stopped a port, raised a divider, " +
    "taken a lock. Only the cancel event tells them that it is off. Without it they stay as they are, although nothing " +
    "has changed.",
  bad: example("return -EBUSY"),
  good: example("goto abort"),
  fixSafety:
    "There is no fix. A second walk for the cancel event also reaches the callbacks behind the one that vetoed, which " +
    "were told nothing; the _robust walks (5.10 and later) do not.",
  whenNotToWorry:
    "The callers of this function send the cancel event when it fails, or nothing on the chain has to be undone.",
  pastFixes:
    "“notifier: Fix broken error handling pattern” (5.10) made the robust walks out of callers that did this by hand, " +
    "“PM / CPU: replace raw_notifier with atomic_notifier” (2017) kept one of them together. Their semantics: " +
    "`notifier_call_chain_robust()` in `kernel/notifier.c`.",
};

export const preVetoWithoutAbort: Rule = {
  id: "pre-veto-without-abort",
  severity: "warning",
  docs,
  checkChain,
};
