/**
 * How eagerly V8's optimising compiler works. To read a tree is short work with much code: every thread compiles most
 * of it for itself, beside the threads that read. Whoever answers for hours is better off with V8's own bounds.
 */
import { setFlagsFromString } from "node:v8";

interface Bounds {
  /** The most bytecode inlined into one function, in bytes: what is inlined is compiled many times over. */
  readonly inlined: number;
  /** How much bytecode a function runs through before it is thought of, in bytes. */
  readonly budget: number;
}

/** Those of Node 20 (`node --v8-options`). */
const OF_V8: Bounds = { inlined: 920, budget: 67_584 };
/** Of a kernel's index with two threads the first takes a fifth less CPU than V8's own, the second another tenth. */
const FOR_SHORT_WORK: Bounds = { inlined: 230, budget: 200_000 };

/** Has less compiled in this process and its threads from now on, or as much as ever. */
export function compileLess(less: boolean): void {
  const { inlined, budget } = less ? FOR_SHORT_WORK : OF_V8;
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${inlined}`);
  setFlagsFromString(`--interrupt-budget=${budget}`);
}
