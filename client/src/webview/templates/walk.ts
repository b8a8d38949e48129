/**
 * The verdict, and the walk step by step. Stable for tests: `#verdict` with `data-kind` and `data-tone`, `#step` for the
 * sentence, buttons `#first`, `#back`, `#play`, `#forward`, `#last`.
 */
import { html, nothing, type TemplateResult } from "lit";
import type { PanelView } from "../logic/view";
import { type IconName, icon, toneIcon } from "./icons";
import type { Send } from "./send";

const TONES = { good: "Nothing wrong", note: "Worth knowing", bad: "Wrong" } as const;

export function verdictTemplate({ verdict, mistakes }: PanelView): TemplateResult {
  if (verdict === null)
    return html`<section id="verdict" class="verdict bad" data-kind="invalid" data-tone="bad" role="status">
      <h2>${toneIcon("bad")} This cannot be run</h2>
      <ul>
        ${mistakes.map((line) => html`<li>${line}</li>`)}
      </ul>
    </section>`;
  const { kind, tone, headline, sentence, caller, notes } = verdict;
  return html`<section id="verdict" class="verdict ${tone}" data-kind=${kind} data-tone=${tone} role="status">
    <h2>${toneIcon(tone)} <span class="tone">${TONES[tone]}:</span> ${headline}</h2>
    <p class="sentence">${sentence}</p>
    ${caller === "" ? nothing : html`<p class="caller">${caller}</p>`}
    ${notes.map((note) => html`<p class="note">${note}</p>`)}
  </section>`;
}

function control(
  id: string,
  name: IconName,
  label: string,
  disabled: boolean,
  click: () => void,
): TemplateResult {
  return html`<button type="button" id=${id} class="control" aria-label=${label} title=${label} ?disabled=${disabled} @click=${click}>
    ${icon(name)}
  </button>`;
}

/** The controls and the sentence of the moment; with the verdict in a word, because this bar stays in sight. */
export function stepsTemplate(
  { moments, moment, verdict }: PanelView,
  isPlaying: boolean,
  send: Send,
): TemplateResult {
  const last = moments.length - 1;
  const keys = (event: KeyboardEvent) => {
    if (event.altKey || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
    event.preventDefault();
    send.step(event.key === "ArrowLeft" ? -1 : 1);
  };
  return html`<section class="walk" aria-label="The walk, step by step">
    <div class="controls" role="toolbar" aria-label="Steps of the walk" @keydown=${keys}>
      ${control("first", "start", "To the start of the walk", moment <= 0, () => send.showMoment(0))}
      ${control("back", "back", "One step back", moment <= 0, () => send.step(-1))}
      ${control("play", isPlaying ? "pause" : "play", isPlaying ? "Pause" : "Play the walk", last < 1, () => send.play())}
      ${control("forward", "forward", "One step forward", moment >= last, () => send.step(1))}
      ${control("last", "end", "To the end of the walk", moment >= last, () => send.showMoment(last))}
      <span class="count">Step ${moment} of ${Math.max(0, last)}</span>
      ${verdict === null ? nothing : html`<span class="outcome" aria-hidden="true">${toneIcon(verdict.tone)} ${verdict.headline}</span>`}
    </div>
    <p id="step">${moments[moment]?.sentence ?? ""}</p>
  </section>`;
}
