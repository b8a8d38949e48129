/** `caller-contract-mismatch`: a caller takes the raw result of a walk for an errno. */
import type { Chain } from "../model/model";
import { endsWalk, notifierToErrno } from "../notifier/values";
import { answersTo, type Consumed, consumedOf, convertResult, eventFor, isVeto } from "./callers";
import { numberOf } from "./claims";
import { hasErrnoConvention } from "./consumption";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { type Demonstration, demonstrate, type Part } from "./witness";
import { called, forEvents, placeOf, registrationOf, related } from "./words";

/** NOTIFY_OK and what else says success, goes on and is not 0. */
function saysSuccess(value: string): boolean {
  const number = numberOf(value);
  return number !== null && number > 0 && !endsWalk(number) && notifierToErrno(number) === 0;
}

/** `if (ret)`, where more than the log hangs on it, and it does not ask whether somebody else has done the work. */
function asksForError({ use }: Consumed): boolean {
  return (
    use.use === "nonzero" && use.arm !== "logs" && use.arm !== "same" && !use.test?.endsWith("NOTIFY_DONE")
  );
}

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  const found = new Map<string, RuleFinding>();
  const claims = new Set(chain.handoff?.consumers.map(({ use }) => use));
  for (const consumed of consumedOf(chain)) {
    const { use } = consumed;
    const key = `${use.file} ${use.function}`;
    if (found.has(key) || claims.has(use)) continue;
    const finding = asksForError(consumed)
      ? misreadSuccess(chain, consumed, kernelVersion)
      : use.use === "returned" && use.amongErrnos
        ? misreadVeto(chain, consumed, kernelVersion)
        : null;
    if (finding) found.set(key, finding);
  }
  return [...found.values()];
}

/** `if (ret) fail`: NOTIFY_OK is success and not 0. */
function misreadSuccess(chain: Chain, consumed: Consumed, kernelVersion: string | null): RuleFinding | null {
  if (hasErrnoConvention(chain)) return chain.callbacks.length === 1 ? onOneCallback(chain, consumed) : null;
  const [part] = answersTo(chain, consumed.use, saysSuccess);
  if (!part) return null;
  const { use } = consumed;
  return {
    ...placeOf(use),
    message:
      `${called(use.function)} takes every result of ${chain.name} but 0 for an error${forEvents([use.event])}, and ` +
      `${called(part.callback.function)} returns ${part.path.value}, which means success and is not 0. Decode the ` +
      "result with notifier_to_errno() first.",
    ...evidence(chain, consumed, part, kernelVersion),
    fix: convertResult(consumed),
  };
}

/** A convention of raw errnos that one callback alone keeps; nothing tells the next one of it. */
function onOneCallback(chain: Chain, { use }: Consumed): RuleFinding | null {
  const [callback] = chain.callbacks;
  if (!callback || !use.alsoReturned) return null;
  return {
    ...placeOf(use),
    severity: "info",
    message:
      `${called(use.function)} reads the raw result of ${chain.name}${forEvents([use.event])} as an errno. That holds ` +
      `only while ${called(callback.function)}, the one callback, returns raw errnos: the NOTIFY_OK of any other would ` +
      "fail the operation. Have callbacks return notifier_from_errno() and decode the result with notifier_to_errno().",
    chain: chain.id,
    related: [related(callback, `${called(callback.function)} returns raw errnos`), registrationOf(callback)],
    witness: null,
    fix: null,
  };
}

/** `return ret;` beside `return -EINVAL;`: a veto is a positive number. */
function misreadVeto(chain: Chain, consumed: Consumed, kernelVersion: string | null): RuleFinding | null {
  const { use } = consumed;
  const vetoes = answersTo(chain, use, isVeto);
  const part = vetoes.find((p) => numberOf(p.path.value) !== null) ?? vetoes[0];
  if (!part || hasErrnoConvention(chain)) return null;
  return {
    ...placeOf(use),
    message:
      `${called(use.function)} otherwise returns 0 or a negative errno, and here the raw result of ${chain.name}` +
      `${forEvents([use.event])}: the ${part.path.value} of ${called(part.callback.function)} is a positive number, ` +
      "which who tests for < 0 takes for success. Return notifier_to_errno() of it.",
    ...evidence(chain, consumed, part, kernelVersion),
    fix: convertResult(consumed),
  };
}

function evidence(
  chain: Chain,
  { use }: Consumed,
  part: Part,
  kernelVersion: string | null,
): Pick<RuleFinding, "chain" | "related" | "witness"> {
  const shown = demonstrate(chain, kernelVersion, [part], eventFor(use, part));
  return {
    chain: chain.id,
    related: [
      related(part.path.place, `${called(part.callback.function)} returns ${part.path.value} here`),
      registrationOf(part.callback),
    ],
    witness: shown && isPositive(shown) ? shown.scenario : null,
  };
}

function isPositive({ call }: Demonstration): boolean {
  return call !== null && "result" in call && call.result > 0;
}

const example = (call: string): string => `//- /drivers/base/memory.c
static BLOCKING_NOTIFIER_HEAD(memory_chain);

int register_memory_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&memory_chain, nb);
}

int memory_online(struct memory_notify *range)
{
	int ret = ${call};

	if (ret)
		return ret;

	return set_range_online(range);
}
//- /mm/page_tags.c
static int page_tags_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (event == MEM_GOING_ONLINE)
		prepare_tags(data);

	return NOTIFY_OK;
}

static struct notifier_block page_tags_nb = {
	.notifier_call = page_tags_event,
};

static int __init page_tags_init(void)
{
	return register_memory_notifier(&page_tags_nb);
}
`;

const docs: RuleDocs = {
  summary: "A caller takes the raw result of a walk for 0 or an errno.",
  reports:
    "A test of a walk's raw result for 0 by which NOTIFY_OK, which a callback of the chain returns, counts as a " +
    "failure; and a raw result that is returned by a function whose other returns are negative errnos, where a " +
    "callback can veto: NOTIFY_BAD and every encoded errno are positive numbers. Where the chain has a single callback " +
    "and that one returns raw errnos, the test is right for this callback alone: this is told as information.",
  why:
    "NOTIFY_OK is 1, NOTIFY_BAD 0x8002, and an encoded -EINVAL 0x8017: none of them is an errno. `if (ret) return " +
    "ret;` makes a failure of a callback that was content, and a veto that is returned as it is comes out as a " +
    "positive number that `if (ret < 0)` lets pass.",
  bad: example("blocking_notifier_call_chain(&memory_chain, MEM_GOING_ONLINE, range)"),
  good: example("notifier_to_errno(blocking_notifier_call_chain(&memory_chain, MEM_GOING_ONLINE, range))"),
  fixSafety:
    "The fix puts notifier_to_errno() around the call. A suggestion, because a callback that stops the walk without an " +
    "errno (NOTIFY_STOP) then no longer counts as a failure. There is no fix where the result comes out of another " +
    "function, or is tested in other ways too.",
  whenNotToWorry:
    "The chain has a convention of its own in which callbacks return 0 or a raw errno. Such a chain is recognised and " +
    "left alone when two or more callbacks keep to it. A test that only decides about a message is not reported.",
  pastFixes:
    "`notifier_to_errno()` in `include/linux/notifier.h`. The devlink trap action of mlx5 was mended twice (2023, " +
    "“net/mlx5e: Fix trap event handling”): its caller read the NOTIFY_OK of a listener as an error. " +
    "`cpu_pm_enter()` decodes its result since it was found to hand on raw ones.",
};

export const callerContractMismatch: Rule = {
  id: "caller-contract-mismatch",
  severity: "warning",
  docs,
  checkChain,
};
