/**
 * The words that messages are made of, so that every rule names chains, events, callbacks and callers alike. Must not
 * decide anything.
 */
import type { FilePlace, RelatedPlace } from "../base/finding";
import type { Callback, EffectiveUse } from "../model/model";
import { OTHER_EVENTS } from "../model/returns";

/** `oprofile_task_free()`. */
export function called(name: string): string {
  return `${name}()`;
}

/** ` for MEM_GOING_ONLINE`; nothing where the event has no name. */
export function forEvents(events: readonly string[]): string {
  const named = [...new Set(events)].filter((e) => e !== OTHER_EVENTS && e !== "param" && !/^\d/.test(e));
  return named.length === 0 ? "" : ` for ${listed(named, "and")}`;
}

/** `A`, `A or B`, `A, B or C`; at most three, the rest as a number. */
export function listed(items: readonly string[], word: "and" | "or"): string {
  const shown = items.length > 4 ? [...items.slice(0, 3), `${items.length - 3} more`] : [...items];
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} ${word} ${last}`;
}

/** The place of a callback's block on its chain, as far as it tells anything: ` (priority -100)`. */
export function priorityOf(callback: Callback): string {
  return callback.priority === "0" ? "" : ` (priority ${callback.priority})`;
}

/** Where a block is put on its chain. */
export function registrationOf(callback: Callback): RelatedPlace {
  return related(callback.registeredBy, `${called(callback.function)} is put on the chain here`);
}

/** The caller that consumes a walk's result. */
export function consumerOf(use: EffectiveUse, message: string): RelatedPlace {
  return related(use, message);
}

/** Another place that a finding talks about. */
export function related(place: Pick<FilePlace, "file" | "line">, message: string): RelatedPlace {
  return { file: place.file, line: place.line, message };
}

/** A place without what else a model's entry carries. */
export function placeOf({ file, line, column, endLine, endColumn }: FilePlace): FilePlace {
  return { file, line, column, endLine, endColumn };
}

/** ` before slab_event() and 3 more`: the first of the callbacks that are no longer called; nothing where there is none. */
export function beforeOthers(later: readonly Callback[]): string {
  const [first, ...others] = [...new Set(later.map((c) => c.function))].map(called);
  if (first === undefined) return "";
  return ` before ${others.length > 1 ? `${first} and ${others.length} more` : listed([first, ...others], "and")}`;
}

/** The callers that ignore a result, and where the callback that they do not hear is put on the chain. */
export function unheard(uses: readonly EffectiveUse[], callback: Callback): RelatedPlace[] {
  return [
    ...uses.slice(0, 5).map((use) => related(use, `${called(use.function)} ignores the result here`)),
    registrationOf(callback),
  ];
}
