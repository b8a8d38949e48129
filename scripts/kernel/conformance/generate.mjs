/**
 * Random scenarios for the conformance suite, the same ones for the same seed: a few blocks and chains, programs that
 * register, unregister and walk without sense, so that lists get corrupted in every way. Knows nothing of how a scenario
 * is run.
 */
import { randomFrom } from "../random.mjs";

const INT_MIN = -0x80000000;
const INT_MAX = 0x7fffffff;

const TYPES = ["atomic", "blocking", "raw", "srcu"];
const PRIORITIES = [0, 0, 0, 1, -1, 5, -100, INT_MIN, INT_MIN + 1, INT_MAX, INT_MAX - 1];
const EVENTS = [0, 1, 2, 3, 0x8000, -1, 0xffffffff, 2 ** 40];
const LIMITS = [-1, -1, 0, 1, 2, 3, 9, 40, -7, INT_MIN];
/** Those that let a walk go on come often, or few walks would get far. */
const VALUES = [
  ...[0, 1, 0, 1, 0, 1, 0x10000, 0x7fff, 22, 0x7f],
  ...["NOTIFY_DONE", "NOTIFY_OK", "notifier_from_errno(0)", 0x40000000, 2, INT_MAX & ~0x8000],
  ...["NOTIFY_BAD", "NOTIFY_STOP", "NOTIFY_STOP_MASK", 0x8017, 0x18001, 0x9000, 0x8003],
  ...["-EINVAL", "-ENOMEM", -1, -22, -4095, -4096, -32768, -32769, -65536, INT_MIN, INT_MAX, 0xffffffea],
  ...["notifier_from_errno(-EINVAL)", "notifier_from_errno(-4095)", "notifier_from_errno(22)"],
];

/**
 * @param {number} seed
 * @param {number} index which program of this seed
 * @returns a scenario for the newest kernel
 */
export function randomScenario(seed, index) {
  const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const below = (limit) => Math.floor(random() * limit);
  const pick = (list) => list[below(list.length)];
  const chains = listOf(pick([1, 1, 1, 2, 2, 3]), (i) => ({ name: `chain${i}`, type: pick(TYPES) }));
  const events = listOf(1 + below(3), () => pick(EVENTS));
  const callbacks = listOf(1 + below(6), (i) => randomCallback(`b${i}`, pick, events));
  const several = chains.length > 1;
  return {
    schema: 1,
    ...(several ? { chains } : { chain: chains[0] }),
    callbacks,
    program: listOf(4 + below(20), () => {
      const chain = pick(chains);
      const operation = randomOperation(chain, pick(callbacks).name, pick, events);
      return several ? { ...operation, on: chain.name } : operation;
    }),
  };
}

const listOf = (length, make) => Array.from({ length }, (_, index) => make(index));

/** A callback that answers each event, or some and the others by `*`, or none of some. */
function randomCallback(name, pick, events) {
  const keys = [...new Set([...events.map(String), "*"])].filter(() => pick([true, true, false]));
  const returns = Object.fromEntries(keys.map((key) => [key, pick(VALUES)]));
  const priority = pick([{}, { priority: pick(PRIORITIES) }, { priority: pick(PRIORITIES) }]);
  return { name, ...priority, returns };
}

function randomOperation({ type }, name, pick, events) {
  const changed = pick([true, false]) ? { priority: pick(PRIORITIES) } : {};
  const unique = type === "atomic" || type === "blocking" ? "registerUniquePrio" : "register";
  switch (pick(["register", "register", "register", "unique", "unregister", "call", "some", "robust"])) {
    case "register":
      return { register: name, ...changed };
    case "unique":
      return { [unique]: name, ...changed };
    case "unregister":
      return { unregister: name };
    case "call":
      return { call: pick(events) };
    case "some":
      return { call: pick(events), nrToCall: pick(LIMITS) };
    default:
      return { callRobust: [pick(events), pick(events)] };
  }
}
