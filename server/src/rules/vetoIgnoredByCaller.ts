/** `veto-ignored-by-caller`: one caller ignores a veto that other callers of the same event heed. */
import type { Chain, EffectiveUse } from "../model/model";
import { answersTo, type Consumed, consumedOf, eventFor, isVeto } from "./callers";
import { numberOf } from "./claims";
import { functionsOf, oncePerFunction } from "./consumption";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { closedBy } from "./undo";
import { demonstrate, type Part } from "./witness";
import { called, forEvents, listed, placeOf, registrationOf, related } from "./words";

/** Named heuristic: who takes something down cannot be refused, so he need not ask. */
const TAKES_DOWN =
  /(?:^|_)(?:un\w+|del\w*|remove\w*|release\w*|destroy|free|exit|put|down|stop|close|rollback|undo|cancel|shutdown|reboot|restart|panic)(?:_|$)/;

/** Whether a caller goes by the veto. */
function heeds({ use, arm }: EffectiveUse): boolean {
  return (
    (use === "to_errno" || use === "stop_mask" || use === "eq_BAD" || use === "nonzero") && arm !== "logs"
  );
}

function checkChain(chain: Chain, kernelVersion: string | null): RuleFinding[] {
  const found = new Map<string, RuleFinding>();
  const consumed = consumedOf(chain);
  for (const one of consumed) {
    const { use } = one;
    const key = `${use.file} ${use.function} ${use.event}`;
    if (use.use !== "ignored" || use.event === "param" || found.has(key)) continue;
    if (TAKES_DOWN.test(use.function) || closedBy(chain, use.event) !== null) continue;
    const finding = ignored(chain, one, consumed, kernelVersion);
    if (finding) found.set(key, finding);
  }
  return [...found.values()];
}

function ignored(
  chain: Chain,
  { site, use }: Consumed,
  consumed: readonly Consumed[],
  kernelVersion: string | null,
): RuleFinding | null {
  const beside = consumed.map((c) => c.use).filter((u) => u.event === use.event && u.use !== "ignored");
  // Who reads the result in one place and not in the other goes back to what was before there.
  if (beside.some((u) => u.function === use.function && u.file === use.file)) return null;
  const heeding = oncePerFunction(beside.filter(heeds));
  const vetoes = answersTo(chain, use, isVeto);
  const part = vetoes.find((p) => numberOf(p.path.value) !== null) ?? vetoes[0];
  if (heeding.length === 0 || !part) return null;
  const callbacks = [...new Map(vetoes.map((p) => [p.callback.function, p])).values()];
  return {
    ...placeOf(use),
    message: message(chain, { site, use }, callbacks, heeding),
    chain: chain.id,
    related: [
      ...heeding.slice(0, 3).map((u) => related(u, `${called(u.function)} heeds the result here`)),
      ...callbacks
        .slice(0, 5)
        .map((p) => related(p.path.place, `${called(p.callback.function)} vetoes here`)),
      registrationOf(part.callback),
    ],
    witness: witnessOf(chain, use, part, kernelVersion),
    fix: null,
    once: `${use.file}:${use.line} ${use.event}`,
  };
}

function message(
  chain: Chain,
  { site, use }: Consumed,
  vetoes: readonly Part[],
  heeding: readonly EffectiveUse[],
): string {
  const vetoers = listed(
    vetoes.map((p) => called(p.callback.function)),
    "or",
  );
  const undone =
    site.robust && site.undoEvent !== null && site.undoEvent !== "param"
      ? `the callbacks before it have then been told ${site.undoEvent} and those behind it nothing`
      : "the callbacks behind it are not told";
  return (
    `${called(use.function)} ignores the result of ${chain.name}${forEvents([use.event])} and goes on, although ` +
    `${vetoers} can veto it: ${undone}. Give up where notifier_to_errno() of the result is not 0: ` +
    `that is what ${functionsOf(heeding)} does.`
  );
}

/** The veto as the caller gets it. */
function witnessOf(chain: Chain, use: EffectiveUse, part: Part, kernelVersion: string | null): object | null {
  const shown = demonstrate(chain, kernelVersion, [part], eventFor(use, part));
  const call = shown?.call;
  return shown && call && "result" in call && call.errno < 0 ? shown.scenario : null;
}

const example = (test: string): string => `//- /kernel/idle_pm.c
static RAW_NOTIFIER_HEAD(idle_chain);

int idle_register_notifier(struct notifier_block *nb)
{
	return raw_notifier_chain_register(&idle_chain, nb);
}

int idle_enter(void)
{
	int ret = raw_notifier_call_chain(&idle_chain, IDLE_ENTER, NULL);

	return notifier_to_errno(ret);
}
//- /drivers/idle/first.c
int first_enter(void)
{
	int err = idle_enter();

	if (err)
		return err;

	return power_off_core();
}
//- /drivers/idle/second.c
int second_enter(void)
{
${test}
	return power_off_cluster();
}
//- /drivers/dma/engine.c
static int engine_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (event == IDLE_ENTER && engine_is_busy())
		return NOTIFY_BAD;

	return NOTIFY_OK;
}

static struct notifier_block engine_nb = {
	.notifier_call = engine_event,
};

int engine_start(void)
{
	return idle_register_notifier(&engine_nb);
}
`;

const docs: RuleDocs = {
  summary: "A caller ignores the result of an event that callbacks veto and that other callers give up on.",
  reports:
    "A walk for an event whose result is dropped, where a callback on the chain can answer this event with NOTIFY_BAD or " +
    "an encoded errno, and another function that sends the same event gives up then. Where nobody reads the result of " +
    "the event, the veto itself is reported (`stop-on-ignored-event`). Events that close an operation, functions that by " +
    "their name take something down, and functions that read the result of the same event in another place are left out.",
  why:
    "A veto that one caller heeds is a promise to the callback: what it forbids will not happen. Here it happens all the " +
    "same, and with fewer callbacks told, because the veto has ended the walk. After a robust walk it is worse: those " +
    "who had prepared have been told that it is off.",
  bad: example("\tidle_enter();\n"),
  good: example("\tint err = idle_enter();\n\n\tif (err)\n\t\treturn err;\n"),
  fixSafety: "There is no fix: how the caller gives up is its own business.",
  whenNotToWorry:
    "The operation cannot fail at this place, or the callbacks that veto are never in one kernel with this caller. Write a " +
    "comment there, and allow the finding with it.",
  pastFixes:
    "`cpu_pm_enter()` in `kernel/cpu_pm.c` and its many callers in cpuidle drivers. The address validator chains of " +
    "2017 (?) exist because the vetoes of the inetaddr chain were ignored by its callers.",
};

export const vetoIgnoredByCaller: Rule = {
  id: "veto-ignored-by-caller",
  severity: "warning",
  off:
    "0 of 17 findings on Linux 6.1 are true: the callbacks that veto are of machines that these callers never run on, or " +
    "the callers are past the point of refusing.",
  docs,
  checkChain,
};
