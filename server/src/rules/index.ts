/** All rules, and the one way to run them. A new rule is its file and one line here. */
import type { Finding } from "../base/finding";
import { asymmetricGuard } from "./asymmetricGuard";
import { bareStopMask } from "./bareStopMask";
import { blockingRegisterInAtomic } from "./blockingRegisterInAtomic";
import { callerContractMismatch } from "./callerContractMismatch";
import { callerEqualityTest } from "./callerEqualityTest";
import { claimTestMismatch } from "./claimTestMismatch";
import { defaultVeto } from "./defaultVeto";
import { doubleRegistration } from "./doubleRegistration";
import { doubleWrap } from "./doubleWrap";
import { errorOnUndoEvent } from "./errorOnUndoEvent";
import { errorPathLeak } from "./errorPathLeak";
import { eventDataWithoutRef } from "./eventDataWithoutRef";
import { initSection } from "./initSection";
import { maskedClaim } from "./maskedClaim";
import { missingAbortEvent } from "./missingAbortEvent";
import { missingUnregister } from "./missingUnregister";
import { multipleClaimants } from "./multipleClaimants";
import { neverRegistered } from "./neverRegistered";
import { noInstanceFilter } from "./noInstanceFilter";
import { panicNotifierMisuse } from "./panicNotifierMisuse";
import { phantomClaim } from "./phantomClaim";
import { preVetoWithoutAbort } from "./preVetoWithoutAbort";
import { privBeforeFilter } from "./privBeforeFilter";
import { rawChainUnlockedCall } from "./rawChainUnlockedCall";
import { rawErrno } from "./rawErrno";
import type { Rule, RuleContext } from "./rule";
import { type RunOptions, runAll } from "./run";
import { sharedNotifierBlock } from "./sharedNotifierBlock";
import { sleepInAtomicChain } from "./sleepInAtomicChain";
import { stopInFallbackChain } from "./stopInFallbackChain";
import { stopOnIgnoredEvent } from "./stopOnIgnoredEvent";
import { stopOnRobustChain } from "./stopOnRobustChain";
import { unclaimedObject } from "./unclaimedObject";
import { unregisterInCallback } from "./unregisterInCallback";
import { unusedSuppression } from "./unusedSuppression";
import { vetoBeforeFilter } from "./vetoBeforeFilter";
import { vetoIgnoredByCaller } from "./vetoIgnoredByCaller";
import { wrongContainerOf } from "./wrongContainerOf";
import { wrongDataCast } from "./wrongDataCast";
import { wrongReturnDomain } from "./wrongReturnDomain";

export { renderPage, renderTable } from "./page";
export type { Rule, RuleContext } from "./rule";
export { isKernelVersion, isLevel, type Level, type RunOptions } from "./run";
export { UNUSED as UNUSED_SUPPRESSION } from "./suppression";

/** Every rule, by id. */
export const RULES: readonly Rule[] = [
  asymmetricGuard,
  bareStopMask,
  blockingRegisterInAtomic,
  callerContractMismatch,
  callerEqualityTest,
  claimTestMismatch,
  defaultVeto,
  doubleRegistration,
  doubleWrap,
  errorOnUndoEvent,
  errorPathLeak,
  eventDataWithoutRef,
  initSection,
  maskedClaim,
  missingAbortEvent,
  missingUnregister,
  multipleClaimants,
  neverRegistered,
  noInstanceFilter,
  panicNotifierMisuse,
  phantomClaim,
  preVetoWithoutAbort,
  privBeforeFilter,
  rawChainUnlockedCall,
  rawErrno,
  sharedNotifierBlock,
  sleepInAtomicChain,
  stopInFallbackChain,
  stopOnIgnoredEvent,
  stopOnRobustChain,
  unclaimedObject,
  unregisterInCallback,
  unusedSuppression,
  vetoBeforeFilter,
  vetoIgnoredByCaller,
  wrongContainerOf,
  wrongDataCast,
  wrongReturnDomain,
];

/** The rule with an id, or undefined. */
export function findRule(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}

/** Runs the rules over a model; see {@link RunOptions} for which. */
export function runRules(context: RuleContext, options: RunOptions = {}): Finding[] {
  return runAll(RULES, context, options);
}
