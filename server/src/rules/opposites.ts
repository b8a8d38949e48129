/**
 * Names that undo each other in the kernel: clk_disable() and clk_enable(), irq_mask() and irq_unmask(). A heuristic, and
 * named as such by those who use it. Must not know callbacks.
 */
const PAIRS: readonly (readonly [string, string])[] = [
  ["register", "unregister"],
  ["enable", "disable"],
  ["start", "stop"],
  ["on", "off"],
  ["lock", "unlock"],
  ["get", "put"],
  ["block", "unblock"],
  ["suspend", "resume"],
  ["pause", "resume"],
  ["mask", "unmask"],
  ["alloc", "free"],
  ["add", "del"],
  ["add", "remove"],
  ["prepare", "unprepare"],
  ["freeze", "thaw"],
  ["freeze", "unfreeze"],
  ["hold", "release"],
  ["attach", "detach"],
  ["park", "unpark"],
  ["set", "clear"],
  ["map", "unmap"],
  ["up", "down"],
  ["open", "close"],
  ["inc", "dec"],
  ["claim", "release"],
  ["request", "release"],
  ["assert", "deassert"],
  ["cancel", "schedule"],
  ["cancel", "queue"],
  ["create", "destroy"],
  ["setup", "teardown"],
  ["quiesce", "unquiesce"],
];

/** Words that say how, not what. */
const MANNER =
  /^(?:sync|async|all|hz|irqsave|irqrestore|nolock|locked|noprobe|work|delayed|and|by|with|the|)$/;

/** Whether one function undoes another by its name: opposite words, and at least one more that both have, if any has. */
export function opposite(one: string, other: string): boolean {
  const [first, second] = [one.split("_"), other.split("_")];
  return PAIRS.some(([a, b]) => isPair(first, second, a, b) || isPair(first, second, b, a));
}

function isPair(first: readonly string[], second: readonly string[], a: string, b: string): boolean {
  if (!first.includes(a) || !second.includes(b)) return false;
  const rest = (words: readonly string[], word: string): string[] =>
    words.filter((w) => w !== word && !MANNER.test(w));
  const [left, right] = [rest(first, a), rest(second, b)];
  return left.length + right.length === 0 || left.some((word) => right.includes(word));
}
