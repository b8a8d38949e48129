/**
 * What stands around every handler: a bug is logged with the method and how long it took, the client gets null, the
 * server lives. Only errors that are meant for the client pass.
 */
import { ResponseError } from "vscode-languageserver";

export interface Log {
  /** A bug or a failure. */
  error(message: string): void;
  /** What a user who watches the log may want to know. */
  info(message: string): void;
  /** Each request; shown only where tracing is switched on. */
  trace(message: string): void;
}

/** Requests that take longer are told even where tracing is off. */
const SLOW_MS = 500;

/** Wraps a handler. */
export function guarded<A extends readonly unknown[], R>(
  log: Log,
  method: string,
  handler: (...args: A) => R | Promise<R>,
): (...args: A) => Promise<R | null> {
  return async (...args) => {
    const start = performance.now();
    const took = (): string => `${method} (${Math.round(performance.now() - start)} ms)`;
    try {
      const result = await handler(...args);
      if (performance.now() - start > SLOW_MS) log.info(`slow: ${took()}`);
      else log.trace(took());
      return result;
    } catch (error) {
      if (error instanceof ResponseError) throw error;
      log.error(`${took()} failed: ${describe(error)}`);
      return null;
    }
  };
}

/** An error for the log, with its stack. */
export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
