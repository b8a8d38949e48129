/**
 * "What can go wrong": possibilities as buttons that load them. Stable for tests: `#wrong`, `button.possibility` with
 * `data-key`.
 */
import { html, nothing, type TemplateResult } from "lit";
import type { FindingDetails } from "../../../../server/src/protocol/panel";
import type { PanelView } from "../logic/view";
import { type Possibility, shownFindings, type WhatCanGoWrong } from "../logic/wrong";
import { toneIcon } from "./icons";
import { type Send, sourceLink } from "./send";

function possibility({ key, tone, title, detail, scenario }: Possibility, send: Send): TemplateResult {
  const load = () => send.act({ type: "witness", title, scenario }, `Loaded: ${title}.`);
  return html`<li>
    <button type="button" class="possibility ${tone}" data-key=${key} @click=${load}>
      <span class="what">${toneIcon(tone)} ${title}</span>
      <span class="detail">${detail}</span>
    </button>
  </li>`;
}

function list(heading: string, items: readonly Possibility[], send: Send): unknown {
  if (items.length === 0) return nothing;
  return html`${heading === "" ? nothing : html`<h3>${heading}</h3>`}
    <ul class="possibilities">
      ${items.map((one) => possibility(one, send))}
    </ul>`;
}

function finding(
  { scenario, ...found }: ReturnType<typeof shownFindings>[number],
  send: Send,
): TemplateResult {
  const title = `${found.rule}: what it means`;
  const show = () => scenario !== null && send.act({ type: "witness", title, scenario }, `Loaded: ${title}.`);
  return html`<li class="finding">
    <p>
      ${toneIcon(found.severity === "error" ? "bad" : "note")} ${found.severity}, ${found.rule}, at
      ${sourceLink(found.place, found.place.label, send)}
    </p>
    <p>${found.message}</p>
    ${scenario === null ? nothing : html`<vscode-button secondary @click=${show}>Show it above</vscode-button>`}
  </li>`;
}

function findings(found: readonly FindingDetails[], send: Send): unknown {
  if (found.length === 0) return nothing;
  return html`<details class="part" id="findings">
    <summary><h2>Found in the code (${found.length})</h2></summary>
    <ul class="findings">
      ${shownFindings(found).map((one) => finding(one, send))}
    </ul>
  </details>`;
}

export function wrongTemplate(view: PanelView, wrong: WhatCanGoWrong | null, send: Send): TemplateResult {
  return html`<details class="part" id="wrong" open>
      <summary><h2>What can go wrong</h2></summary>
      ${
        wrong === null
          ? html`<p class="quiet">Looking at every run.</p>`
          : html`<p class="quiet">${wrong.summary}</p>
              ${list("", wrong.outcomes, send)} ${list("When some callbacks are not there", wrong.fewer, send)}
              ${list("To know", wrong.toKnow, send)}
              ${wrong.toKnowLeftOut > 0 ? html`<p class="quiet">and ${wrong.toKnowLeftOut} more of these.</p>` : nothing}`
      }
    </details>
    ${findings(view.findings, send)}`;
}
