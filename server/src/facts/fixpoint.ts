/**
 * The memory of a computation that asks itself for other results, also in circles: a function that calls itself, two
 * that call each other. A circle starts from the least answer and is gone round until nothing is added, so that the
 * answers are the smallest that agree with each other. Must not know what is computed.
 */

export interface Answer<R> {
  readonly answer: R;
  /** Whether a circle that is still gone round may add to it. */
  readonly open: boolean;
}

/** What is being computed: where it stands in the line of questions, and the answer it gives meanwhile. */
interface Running<R> {
  readonly index: number;
  answer: R;
}

/** An answer inside a circle, good for one turn; `lowest` is the question farthest back that it leans on. */
interface Tentative<R> {
  readonly lowest: number;
  readonly answer: R;
}

export interface FixpointOptions<R> {
  /** The answer that a circle starts from. */
  readonly least: R;
  readonly same: (a: R, b: R) => boolean;
  /** Turns after which a circle is left as it is; answers that only grow in a finite set never need as many. */
  readonly turns: number;
}

/** Answers by key; `make` may ask for others, and for the same again. */
export function fixpoint<R>(options: FixpointOptions<R>): (key: string, make: () => R) => Answer<R> {
  const known = new Map<string, R>();
  const running = new Map<string, Running<R>>();
  const earlier = new Map<string, R>();
  const turn = new Map<string, Tentative<R>>();
  let lowest = Number.POSITIVE_INFINITY;
  let changed = false;

  const leaning = (index: number, answer: R): Answer<R> => {
    lowest = Math.min(lowest, index);
    return { answer, open: true };
  };

  /** Computes once; answers how far back the result leans. */
  const once = (key: string, entry: Running<R>, make: () => R): number => {
    const before = lowest;
    lowest = Number.POSITIVE_INFINITY;
    const made = make();
    changed ||= !options.same(made, entry.answer);
    entry.answer = made;
    const leans = lowest;
    lowest = before;
    earlier.set(key, made);
    return leans;
  };

  const settle = (from: number): void => {
    for (const [key, { lowest: leans, answer }] of turn)
      if (leans >= from) {
        known.set(key, answer);
        turn.delete(key);
      }
  };

  const forget = (from: number): void => {
    for (const [key, { lowest: leans }] of turn) if (leans >= from) turn.delete(key);
  };

  return (key, make) => {
    const done = known.get(key);
    if (done !== undefined) return { answer: done, open: false };
    const asked = running.get(key);
    if (asked) return leaning(asked.index, asked.answer);
    const thisTurn = turn.get(key);
    if (thisTurn) return leaning(thisTurn.lowest, thisTurn.answer);
    const index = running.size;
    const entry: Running<R> = { index, answer: earlier.get(key) ?? options.least };
    running.set(key, entry);
    const outside = changed;
    changed = false;
    let leans = once(key, entry, make);
    // The one farthest back goes round for all that lean on it.
    for (let i = 1; leans === index && changed && i < options.turns; i++) {
      changed = false;
      forget(index);
      leans = once(key, entry, make);
    }
    running.delete(key);
    changed = outside || (leans < index && changed);
    if (leans < index) {
      turn.set(key, { lowest: leans, answer: entry.answer });
      return leaning(leans, entry.answer);
    }
    known.set(key, entry.answer);
    settle(index);
    return { answer: entry.answer, open: false };
  };
}
