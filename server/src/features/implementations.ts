/**
 * From what makes a chain be walked to the callbacks that are called: an editor's "go to implementations", through
 * function pointers. Answers null for everything else, so that what other servers say stands alone.
 */
import type { FilePlace } from "../base/finding";
import type { Chain } from "../model/model";
import type { FeatureContext } from "./context";
import { definitionsOf, distinct, isWrapper, walksAt, walksIn } from "./navigation";
import { type Asked, subjectAt, type Word, wordAt } from "./subject";

/**
 * The callbacks behind a walk, a wrapper's name or a head, in the order of a walk; behind a registration those that it
 * registers. Null where the word is nothing of these.
 */
export function implementationsAt(context: FeatureContext, asked: Asked): FilePlace[] | null {
  const word = wordAt(asked.lineText, asked.point.column);
  if (!word) return null;
  const subject = subjectAt(context, asked, word);
  if (subject?.kind === "registration") return found(subject.on.map(({ callback }) => callback));
  const chains = subject?.kind === "head" ? [subject.chain] : chainsWalked(context, asked, word);
  return found(chains.flatMap(({ callbacks }) => callbacks));
}

function chainsWalked(context: FeatureContext, asked: Asked, word: Word): readonly Chain[] {
  const here = walksAt(context, asked, word);
  if (here.length > 0 || word.isMember) return chainsOf(here);
  const walks = definitionsOf(context, asked.file, word.text).map((d) => walksIn(context, d));
  return chainsOf(walks.filter(isWrapper).flat());
}

function chainsOf(walks: readonly { readonly chain: Chain }[]): Chain[] {
  return [...new Set(walks.map(({ chain }) => chain))];
}

function found(places: readonly FilePlace[]): FilePlace[] | null {
  return places.length > 0 ? distinct(places) : null;
}
