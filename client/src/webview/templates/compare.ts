/** The comparison table: the same call under every policy, test and protocol. Stable for tests: `#comparison`. */
import { html, nothing, type TemplateResult } from "lit";
import type { ComparedRow } from "../../../../server/src/simulator";
import { comparisonRows } from "../logic/comparison";
import type { PanelView } from "../logic/view";
import { toneIcon } from "./icons";
import type { Send } from "./send";

function use(row: ComparedRow | undefined, send: Send): void {
  const policy = row?.policies[0];
  if (row === undefined || policy === undefined) return;
  send.act(
    { type: "combination", policy, claim: row.claims[0] ?? null, protocol: row.protocol },
    "The combination is set.",
  );
}

export function comparisonTemplate({ comparison, comparedCall }: PanelView, send: Send): unknown {
  if (comparison === null || comparison.rows.length === 0) return nothing;
  const rows = comparisonRows(comparison, comparedCall);
  const handsOut = rows.some(({ protocol }) => protocol !== null);
  const head = [
    ...(handsOut ? ["Protocol"] : []),
    "Policy",
    ...(handsOut ? ["Taken if"] : []),
    ...["Result", "Told", "What becomes of it", ""],
  ];
  const row = (cells: (typeof rows)[number], place: number): TemplateResult => html`<tr
    class="${cells.tone} ${cells.own ? "own" : ""}"
    aria-current=${cells.own ? "true" : nothing}
  >
    ${cells.protocol === null ? nothing : html`<td>${cells.protocol}</td>`}
    <td>${cells.policy}</td>
    ${cells.claim === null ? nothing : html`<td><code>${cells.claim}</code></td>`}
    <td><code>${cells.result}</code></td>
    <td>${cells.told}</td>
    <td class="outcome">${toneIcon(cells.tone)} ${cells.outcome}</td>
    <td>
      ${
        cells.own
          ? html`<span class="here">shown above</span>`
          : html`<vscode-button secondary class="use" @click=${() => use(comparison.rows[place], send)}>Try</vscode-button>`
      }
    </td>
  </tr>`;
  return html`<details class="part" id="comparison" open>
    <summary><h2>What if the kernel did it differently</h2></summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Comparison">
      <table>
        <thead>
          <tr>
            ${head.map((text) => html`<th scope="col">${text}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(row)}
        </tbody>
      </table>
    </div>
  </details>`;
}
