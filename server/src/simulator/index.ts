/**
 * The simulator as a library: what other layers and other programs may use of it. It imports nothing but notifier/ and
 * runs anywhere.
 */

export type { ChainType } from "../notifier/kernelApi";
export { type Changed, type ChangeProblem, type Changes, changeScenario, knownEvents } from "./changes";
export { checkScenario, MOST_TO_CALL, OPERATIONS } from "./check";
export { type ComparedCall, type ComparedRow, type Comparison, compare } from "./compare";
export type * from "./exploration/types";
export { CLAIM_TESTS } from "./handoff";
export { NEWEST_KERNEL } from "./kernel";
export { jsonPath, type Segment } from "./path";
export { type Plan, planOf } from "./plan";
export { chainOrders, explore, simulate } from "./simulate";
export type * from "./types";
