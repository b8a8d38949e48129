/** The panel's few icons, drawn in the colour of the text around them; always beside words, so hidden from screen readers. */
import { html, svg, type TemplateResult } from "lit";
import type { Tone } from "../logic/verdict";

const PATHS = {
  good: "M14 3.5 6.2 13 2 8.6l1-1 3.1 3.2L12.9 2.6z",
  bad: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm0 1a6 6 0 1 0 0 12A6 6 0 0 0 8 2zm2.1 3.2.7.7L8.7 8l2.1 2.1-.7.7L8 8.7l-2.1 2.1-.7-.7L7.3 8 5.2 5.9l.7-.7L8 7.3z",
  note: "M8 1.5 15.2 14H.8zm0 2L2.5 13h11zM7.5 7h1v3.2h-1zm0 4h1v1h-1z",
  back: "M11 2v12L3.5 8zM2 2h1.2v12H2z",
  forward: "M5 2v12l7.5-6zm7.8 0H14v12h-1.2z",
  play: "M3.5 2v12L13 8z",
  pause: "M3.5 2.5h3v11h-3zm6 0h3v11h-3z",
  start: "M2 2h1.4v12H2zm12 0v12L8.8 8zM8.6 2v12L3.4 8z",
  end: "M12.6 2H14v12h-1.4zM2 2v12l5.2-6zm5.4 0v12l5.2-6z",
  handle: "M5 3h2v2H5zm4 0h2v2H9zM5 7h2v2H5zm4 0h2v2H9zm-4 4h2v2H5zm4 0h2v2H9z",
  arrow: "M7.4 1h1.2v10l3-3 .9.9L8 13.4 3.5 8.9l.9-.9 3 3z",
} as const;

export type IconName = keyof typeof PATHS;

export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon icon-${name}" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    ${svg`<path fill="currentColor" fill-rule="evenodd" d=${PATHS[name]} />`}
  </svg>`;
}

export const toneIcon = (tone: Tone): TemplateResult => icon(tone);
