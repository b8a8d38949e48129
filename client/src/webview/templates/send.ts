/** What the templates can ask of the panel, and the small pieces that several of them draw. */
import { html, type TemplateResult } from "lit";
import type { SourcePlace } from "../../../../server/src/protocol/panel";
import type { Action } from "../logic/reduce";

export interface Send {
  act(action: Action, say?: string): void;
  /** One moment on, or back. */
  step(by: number): void;
  showMoment(position: number): void;
  play(): void;
  open(place: SourcePlace): void;
  copy(): void;
  save(): void;
  openScenario(): void;
  closeProblem(): void;
  /** Shows only callbacks with this in their names. */
  find(text: string): void;
  /** Moves a callback to a place of the walk, says so, and keeps the focus on it. */
  move(callback: string, to: number): void;
}

/** The value that a control of a form has after a change. */
export function valueIn(event: Event): string {
  const { target } = event;
  return target !== null && "value" in target ? String(target.value) : "";
}

/** A link into the source; the text alone where there is no place. */
export function sourceLink(place: SourcePlace | null, text: string, send: Send, extra = ""): TemplateResult {
  if (place === null) return html`<span class="name">${text}</span>`;
  return html`<a
    href="#"
    class="link ${extra}"
    title="Open ${place.label}"
    @click=${(event: Event) => {
      event.preventDefault();
      send.open(place);
    }}
    >${text}</a
  >`;
}
