/**
 * JSON paths of a scenario document, as mistakes are reported: `$.callbacks[1].returns["*"]`. This file must not know
 * what stands at a path.
 */

/** A step into a document: the name of a field or the place in a list. */
export type Segment = string | number;

/** The path of a place in a document. */
export function jsonPath(...segments: readonly Segment[]): string {
  const steps = segments.map((segment) => {
    if (typeof segment === "number") return `[${segment}]`;
    return /^[A-Za-z_]\w*$/.test(segment) ? `.${segment}` : `[${JSON.stringify(segment)}]`;
  });
  return `$${steps.join("")}`;
}
