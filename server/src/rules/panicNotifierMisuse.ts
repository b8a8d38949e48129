/** `panic-notifier-misuse`: a callback waits for a lock, or sleeps, when the kernel has panicked. */
import type { Callback, Chain } from "../model/model";
import { PANIC_CHAIN } from "../notifier/contexts";
import { panicExample } from "./contextExamples";
import { leadingTo } from "./contexts";
import type { Rule, RuleDocs, RuleFinding } from "./rule";
import { called, registrationOf } from "./words";

function checkChain(chain: Chain): RuleFinding[] {
  if (chain.name !== PANIC_CHAIN) return [];
  return chain.callbacks.flatMap((callback) => finding(chain, callback) ?? []);
}

function finding(chain: Chain, callback: Callback): RuleFinding | null {
  const { does } = callback;
  const done = does.find(({ waits, sleeps }) => waits !== null || sleeps !== null);
  const reached = done?.waits ?? done?.sleeps;
  if (!done || !reached) return null;
  const isLock = done.waits !== null;
  const harm = isLock
    ? "a processor that was stopped with the lock held never gives it back, and the machine hangs before its dump or reboot"
    : "nothing can be scheduled any more, and the machine hangs before its dump or reboot";
  return {
    ...{ file: callback.file, ...done.place },
    message:
      `${called(callback.function)} ${leadingTo(done, reached, callback.function)}, but runs from ${chain.name} after a ` +
      `panic: ${harm}. ${isLock ? "Use the trylock form and give up where it fails." : "Leave out what sleeps."}`,
    chain: chain.id,
    related: [registrationOf(callback)],
    witness: null,
    fix: null,
  };
}

const LOCKED =
  "spin_lock_irqsave(&lamp_lock, flags);\nlamp_write(data);\nspin_unlock_irqrestore(&lamp_lock, flags);";
const TRIED =
  "if (!spin_trylock_irqsave(&lamp_lock, flags))\n\treturn NOTIFY_DONE;\nlamp_write(data);\n" +
  "spin_unlock_irqrestore(&lamp_lock, flags);";

const docs: RuleDocs = {
  summary: "A callback of the panic chain waits for a lock or sleeps.",
  reports:
    "A callback of `panic_notifier_list` that takes a spinlock, a mutex or a semaphore without trying first, or that comes " +
    "to something that sleeps, in itself or up to three calls deep in its file. `_trylock`, a look with " +
    "`spin_is_locked()` before, and code that asks for `oops_in_progress` stay silent.",
  why:
    "When the chain is walked, the other processors have been stopped wherever they were, and interrupts are off. A lock " +
    "that one of them held is never given back; nothing is scheduled any more. The callback waits for ever, and with it " +
    "the reboot, or the dump that would have told what happened.",
  bad: panicExample(LOCKED),
  good: panicExample(TRIED),
  fixSafety: "There is no automatic fix: what to do without the lock is the driver's to know.",
  whenNotToWorry: "The lock is taken nowhere else, or only where a panic cannot strike.",
  pastFixes:
    "*coresight: cpu-debug: Replace mutex with mutex_trylock on panic notifier* (2022); *firmware: google: Test spinlock " +
    "on panic path to avoid lockups* (2022); *soc: qcom: smp2p*: interrupts off, so that the panic notifier cannot " +
    "deadlock (fc3e62e25c38, 2020).",
};

export const panicNotifierMisuse: Rule = {
  id: "panic-notifier-misuse",
  severity: "warning",
  docs,
  checkChain,
};
