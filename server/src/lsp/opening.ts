/**
 * The first moments of a session: what the editor has open is answered before the tree is read, because taking back what
 * is remembered of a large tree holds this thread up for a second. Must not read nor answer anything itself.
 */
import { turn } from "../host/turn";

/** So long after its start an editor may take to tell what is open, in milliseconds. */
const LONGEST = 50;

/** A message's way through the queue of a connection to its stream, and some to spare. */
const SENDING_TURNS = 8;

export interface Opening {
  /** A document was opened. */
  tell(): void;
  /** Waits for a document to be opened, not for long, and then until `answered` is settled and has been sent. */
  over(answered: () => Promise<void> | null): Promise<void>;
}

export function createOpening(): Opening {
  let tell = (): void => undefined;
  const told = new Promise<void>((resolve) => (tell = resolve));
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LONGEST));
  return {
    tell: () => tell(),
    over: async (answered) => {
      await Promise.race([told, pause()]);
      await answered();
      // What was found has been sent only after some turns of the event loop.
      for (let i = 0; i < SENDING_TURNS; i++) await turn();
    },
  };
}
