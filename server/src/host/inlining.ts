/**
 * How far V8's optimising compiler inlines. To read a tree is short work with much code: every thread compiles most of
 * it for itself, beside the threads that read, and what is inlined is compiled many times over. Whoever answers for
 * hours is better off with V8's own bound.
 */
import { setFlagsFromString } from "node:v8";

/** The most bytecode inlined into one function, in bytes. */
const V8_BOUND = 920;
/** Of a kernel's index with two threads this takes 18.4 instead of 24 s of CPU (`--max-inlined-bytecode-size-cumulative`). */
const SHORT_WORK_BOUND = 230;

/** Inlines less in this process and its threads, or as ever. */
export function inlineLess(less: boolean): void {
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${less ? SHORT_WORK_BOUND : V8_BOUND}`);
}
