/**
 * A callback as a card of the chain. Stable for tests: `[data-callback="NAME"]` with `data-phase` off, waiting, at,
 * called or unreached; in it `select.value`, `select.undo` (robust calls), `vscode-checkbox.on`, `vscode-textfield.priority`, `select.taking`,
 * `button.handle`, `a.function`, `.did`.
 */
import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { live } from "lit/directives/live.js";
import type { CardPhase, CardView, ValueView } from "../logic/card";
import type { OptionGroup } from "../logic/options";
import type { TakingChoice } from "../logic/state";
import { icon } from "./icons";
import { type Send, sourceLink, valueIn } from "./send";

const PHASES: Readonly<Record<CardPhase, string>> = {
  off: "Not on the chain",
  waiting: "Not called yet",
  at: "The walk is here",
  called: "Called",
  unreached: "Not reached",
};

const TAKINGS: readonly string[] = ["frees", "keeps", "none"];
const isTaking = (value: string): value is TakingChoice => TAKINGS.includes(value);

// A select whose options change is made anew: a browser keeps the old choice beside new options.
function valueSelect({ name, on }: CardView, shown: ValueView, isUndo: boolean, send: Send): TemplateResult {
  const { event, value, groups } = shown;
  const option = (one: OptionGroup["options"][number]) =>
    html`<option value=${one.value} ?selected=${one.value === value}>${one.label}</option>`;
  const change = (changed: Event) =>
    send.act({ type: "value", callback: name, event, value: valueIn(changed) });
  return html`<label class="field"
    ><span class="caption">${isUndo ? `returns to ${event}` : "returns"}</span
    >${keyed(
      JSON.stringify(groups),
      html`<select
      class=${isUndo ? "undo" : "value"}
      aria-label="What ${name} returns${isUndo ? ` to ${event}` : ""}"
      title="What ${name} returns to ${event}"
      ?disabled=${!on}
      .value=${live(value)}
      @change=${change}
    >
      ${groups.map((group) => html`<optgroup label=${group.label}>${group.options.map(option)}</optgroup>`)}
    </select>`,
    )}</label
  >`;
}

function takingSelect({ name, taking, takings, on }: CardView, object: string, send: Send): unknown {
  if (takings === null) return nothing;
  const choose = (value: string) =>
    send.act({ type: "taking", callback: name, taking: isTaking(value) ? value : null });
  return html`<label class="field"
    ><span class="caption">the ${object}</span
    >${keyed(
      JSON.stringify(takings),
      html`<select
      class="taking"
      aria-label="What ${name} does with the ${object}"
      ?disabled=${!on}
      .value=${live(taking)}
      @change=${(event: Event) => choose(valueIn(event))}
    >
      ${takings.map((one) => html`<option value=${one.value} ?selected=${one.value === taking}>${one.label}</option>`)}
    </select>`,
    )}</label
  >`;
}

function priorityField({ name, priority, priorityText, on }: CardView, send: Send): TemplateResult {
  const change = (event: Event) => {
    const value = valueIn(event).trim();
    if (value !== "") send.act({ type: "priority", callback: name, priority: Number(value) });
  };
  return html`<span class="field"
    ><span class="caption" title=${priorityText ?? ""}>priority${priorityText === null ? "" : ` ${priorityText}`}</span
    ><vscode-textfield
      class="priority"
      type="number"
      .label=${`Priority of ${name}`}
      .value=${live(String(priority))}
      ?disabled=${!on}
      @change=${change}
    ></vscode-textfield
  ></span>`;
}

function handle(card: CardView, place: number, isMovable: boolean, send: Send): unknown {
  if (!isMovable) return nothing;
  const keys = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
    event.preventDefault();
    event.stopPropagation();
    send.move(card.name, place + (event.key === "ArrowUp" ? -1 : 1));
  };
  return html`<button
    type="button"
    class="handle"
    draggable="true"
    aria-label="Move ${card.name}, number ${place + 1} of the walk: Alt and arrow up or down"
    title="Drag, or press Alt+Up and Alt+Down"
    @keydown=${keys}
    @dragstart=${(event: DragEvent) => {
      event.dataTransfer?.setData("text/plain", card.name);
      if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    }}
  >
    ${icon("handle")}
  </button>`;
}

function notesOf({ unknown, findings }: CardView, send: Send): unknown {
  if (unknown.length === 0 && findings.length === 0) return nothing;
  return html`<ul class="card-notes">
    ${findings.map((finding) => html`<li>${sourceLink(finding.place, `${finding.severity}: ${finding.rule}`, send)}</li>`)}
    ${unknown.map((text) => html`<li>${text}</li>`)}
  </ul>`;
}

export interface CardOptions {
  readonly place: number;
  readonly isMovable: boolean;
  readonly object: string;
  readonly order: readonly string[];
}

/** One callback. */
export function cardTemplate(
  card: CardView,
  { place, isMovable, object, order }: CardOptions,
  send: Send,
): TemplateResult {
  const drop = (event: DragEvent) => {
    const moved = event.dataTransfer?.getData("text/plain") ?? "";
    if (!isMovable || !order.includes(moved)) return;
    event.preventDefault();
    send.move(moved, place);
  };
  return html`<li
    class="link-of-chain"
    data-callback=${card.name}
    data-phase=${card.phase}
    aria-current=${card.phase === "at" ? "step" : nothing}
    @dragover=${(event: DragEvent) => isMovable && event.preventDefault()}
    @drop=${drop}
  >
    <span class="link-up">${icon("arrow")}</span>
    <div class="card ${card.phase} ${card.tookIt ? "took" : ""} ${card.ended ? "ended" : ""}">
    <div class="card-head">
      ${handle(card, place, isMovable, send)}
      <vscode-checkbox
        class="on"
        .checked=${live(card.on)}
        @change=${(event: Event) => send.act({ type: "on", callback: card.name, on: (event.target as HTMLInputElement).checked })}
      ><span class="sr-only">${card.name} is on the chain</span></vscode-checkbox>
      <span class="number">${place + 1}.</span>
      ${sourceLink(card.place, `${card.name}()`, send, "function")}
      <span class="phase">${PHASES[card.phase]}</span>
    </div>
    <div class="card-fields">
      ${card.values.map((value, at) => valueSelect(card, value, at > 0, send))} ${takingSelect(card, object, send)} ${priorityField(card, send)}
    </div>
    ${card.did.length === 0 ? nothing : html`<p class="did">${card.did.join(", ")}</p>`} ${notesOf(card, send)}
    </div>
  </li>`;
}
