/**
 * What a scenario takes for granted of the values of one callback, in sentences: the same for many events is said once.
 * This file must not choose values.
 */
import { OTHER_EVENTS } from "./returns";

/** Collects what was done with the values of one callback, event by event. */
export interface Assumed {
  /** One of several values, or one for a value that is not known, was chosen. */
  chose(values: string, value: string, event: string): void;
  /** `value` stands for a spelling that names no single value. */
  standsFor(spelling: string, value: string, event: string): void;
  /** A value that nobody can tell was left out beside others. */
  leftOut(spelling: string, event: string): void;
  sentences(): string[];
}

/** More events than this are counted, not listed. */
const MOST_LISTED = 3;

/** @param name the callback, as the scenario calls it */
export function newAssumed(name: string): Assumed {
  const eventsBy = new Map<string, { readonly events: string[]; say(to: string): string }>();
  const note = (key: string, event: string, say: (to: string) => string): void => {
    const known = eventsBy.get(key);
    if (known) known.events.push(event);
    else eventsBy.set(key, { events: [event], say });
  };
  return {
    chose: (values, value, event) =>
      note(`chose ${values} ${value}`, event, (to) =>
        values === "?"
          ? `What ${name} answers${to} is not known: ${value} is assumed.`
          : `${name} can answer ${values}${to}: ${value} is assumed.`,
      ),
    standsFor: (spelling, value, event) =>
      note(`for ${spelling} ${value}`, event, (to) => `${value} stands for the ${spelling} of ${name}${to}.`),
    leftOut: (spelling, event) =>
      note(`out ${spelling}`, event, (to) =>
        spelling === "?"
          ? `${name} can answer something that is not known${to}: that is left out.`
          : `${name} can answer ${spelling}${to}, whose value is not known: that is left out.`,
      ),
    sentences: () => [...eventsBy.values()].map(({ events, say }) => say(to(events))),
  };
}

function to(events: readonly string[]): string {
  const named = events.filter((e) => e !== OTHER_EVENTS);
  if (named.length === 0) return "";
  if (named.length > MOST_LISTED) return ` to ${named.length} events`;
  return ` to ${named.join(", ")}${named.length < events.length ? " and others" : ""}`;
}
