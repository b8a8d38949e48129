/** Brings the card of a callback into sight, or the keyboard's focus to its handle. Must not change anything else. */

function cardOf(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-callback="${CSS.escape(name)}"]`);
}

/** Whether the person asked for less motion. */
const wantsStillness = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @param what "show": scroll to it; "handle": put the focus on the handle that moves it */
export function focusCard(name: string, what: "show" | "handle"): void {
  const card = cardOf(name);
  if (card === null) return;
  const behavior = wantsStillness() ? "auto" : "smooth";
  if (what === "show") card.scrollIntoView({ block: "nearest", behavior });
  else card.querySelector<HTMLElement>(".handle")?.focus();
}

/** Brings the verdict into sight. */
export function showVerdict(): void {
  const behavior = wantsStillness() ? "auto" : "smooth";
  document.getElementById("verdict")?.scrollIntoView({ block: "nearest", behavior });
}
