/**
 * The texts that are edited, each with the host's memory of it, and where the places in their facts stand. Only so many
 * are remembered; must not know what is open, nor keep facts.
 */
import type { Point } from "../base/place";
import type { Wanted } from "../facts/extract";
import type { FileFacts } from "../facts/facts";
import { MOST_TEXTS, textOf } from "../facts/moving";
import { type Putter, putter } from "../facts/standing";
import type { EditedText, Host } from "./host";

/** A text's memory has several times its size; people edit a few files at a time. */
const MOST = Math.min(32, MOST_TEXTS);

export interface EditedTexts {
  /** The files whose facts may have anchored places. */
  readonly files: ReadonlySet<string>;
  /** Extracts the facts of a text that will be edited again; places in them may be anchored. */
  extract(file: string, text: string, wanted: Wanted): Promise<FileFacts>;
  /** Puts what was made of such facts where it stands. */
  readonly put: Putter;
}

interface Slot {
  readonly number: number;
  readonly text: Promise<EditedText>;
  /** Where its points stand, once it is there. */
  standing: (point: Point) => Point | null;
}

/**
 * @param editedText the host's; see {@link Host}
 * @param leave called before a text is forgotten, while its places can still be put: facts of it must not stay anchored
 */
export function createEditedTexts(
  editedText: NonNullable<Host["editedText"]>,
  leave: (file: string) => void,
): EditedTexts {
  /** In the order of their last use. */
  const slots = new Map<string, Slot>();
  const files = new Set<string>();
  const byNumber = new Map<number, Slot>();

  const forget = (file: string, { number }: Slot): void => {
    leave(file);
    slots.delete(file);
    files.delete(file);
    byNumber.delete(number);
  };

  const make = (file: string): Slot => {
    const [oldest] = slots;
    if (oldest && slots.size >= MOST) forget(...oldest);
    let number = 0;
    while (byNumber.has(number)) number++;
    const slot: Slot = { number, text: editedText(number), standing: () => null };
    byNumber.set(number, slot);
    files.add(file);
    return slot;
  };

  return {
    files,
    extract: async (file, text, wanted) => {
      const slot = slots.get(file) ?? make(file);
      slots.delete(file);
      slots.set(file, slot);
      const edited = await slot.text;
      slot.standing = edited.standing;
      const facts = await edited.extract(text, wanted);
      // Forgotten meanwhile: nobody could put it later.
      return slots.get(file) === slot ? facts : putter(edited.standing)(facts);
    },
    put: putter((point) => byNumber.get(textOf(point.line))?.standing(point) ?? null),
  };
}

/** For a host that remembers no text. */
export function withoutMemory({ extract }: Pick<Host, "extract">): NonNullable<Host["editedText"]> {
  return async () => ({ extract, standing: () => null });
}
