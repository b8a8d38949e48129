/** Scenarios to explore: the one that the models in bench/promela ask about, and one of everything at once. */

/**
 * Callbacks of equal priority with three values each, that hand out a task; the first `phantoms` claim and take nothing.
 * @param {number} callbacks
 */
export function taskFree(callbacks, phantoms = 0) {
  return {
    schema: 1,
    chain: { name: "task_free_notifier", type: "atomic" },
    callbacks: numbered(callbacks, (i) => ({
      returns: { "*": ["NOTIFY_DONE", "NOTIFY_OK", "NOTIFY_STOP"] },
      ...(i < phantoms ? {} : { handoff: "frees", takes: ["NOTIFY_OK"] }),
    })),
    handoff: { object: "task_struct", claim: "== NOTIFY_OK", protocol: "claim" },
  };
}

const LISTS = [
  ["NOTIFY_DONE", "NOTIFY_OK", "NOTIFY_STOP"],
  ["NOTIFY_DONE", "NOTIFY_OK", "NOTIFY_BAD", "-EINVAL"],
  ["NOTIFY_OK", "NOTIFY_DONE"],
  ["NOTIFY_OK", "NOTIFY_STOP", "-EIO", "-ENXIO", 22],
  ["?"],
];

/** Several kinds, priorities and events, or-ed results; callbacks that free, keep, and take with some values only. */
export function everything(callbacks) {
  return {
    schema: 1,
    chain: { name: "chain", type: "blocking" },
    callbacks: numbered(callbacks, (i) => ({
      priority: [0, 0, 0, 10, -5][i % 5],
      returns: { UP: LISTS[i % 5], DOWN: LISTS[(i + 1) % 5], "*": LISTS[(i * 7) % 4] },
      ...(i % 4 === 0 ? { handoff: "frees", takes: ["NOTIFY_OK", "NOTIFY_STOP"] } : {}),
      ...(i % 50 === 1 ? { handoff: "keeps" } : {}),
    })),
    policy: "or",
    handoff: { claim: "& NOTIFY_OK", protocol: "claim" },
  };
}

function numbered(count, callback) {
  return Array.from({ length: count }, (_, i) => ({ name: `c${i}`, ...callback(i) }));
}
