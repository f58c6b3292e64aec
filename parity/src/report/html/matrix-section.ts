import { recoveryMatrix, type MatrixEntry, type MatrixRow } from "../recovery-matrix.ts";
import type { Figure, Results } from "../results.ts";
import { html, type Markup } from "./markup.ts";
import { pill } from "./pill.ts";
import { quantity } from "./quantities.ts";

const COLUMNS = ["Disruption", "Scenario", "Verdict", "RTO, worst round", "RPO, worst round", "On AWS"];

/** Recovery figures by kind of disruption, each with its label. */
export function matrixSection(results: Results): Markup {
  return html`<h2>Recovery by kind of disruption</h2>
    <p class="muted">A figure of one row says nothing about another.</p>
    <div class="scroll">
      <table class="matrix">
        <tr>
          ${COLUMNS.map((name) => html`<th>${name}</th>`)}
        </tr>
        ${recoveryMatrix(results).map(rows)}
      </table>
    </div>`;
}

function rows({ disruption, entries, untested }: MatrixRow): Markup[] {
  if (untested !== null) {
    return [
      html`<tr>
        <th>${disruption}</th>
        <td colspan="${COLUMNS.length - 1}" class="muted">${untested}</td>
      </tr>`,
    ];
  }
  return entries.map((entry, index) => row(index === 0 ? disruption : "", entry));
}

function row(disruption: string, { scenario, verdict, rto, rpo, validatedOnAws }: MatrixEntry): Markup {
  return html`<tr>
    <th>${disruption}</th>
    <td>${scenario}</td>
    <td>${pill(verdict)}</td>
    <td>${labelled(rto)}</td>
    <td>${labelled(rpo)}</td>
    <td>${validatedOnAws === null ? "never validated" : `last valid ${validatedOnAws}`}</td>
  </tr>`;
}

function labelled(figure: Figure | null): Markup {
  if (figure === null) return html`not measured`;
  return html`${quantity(figure)} <span class="label">${figure.label}</span>`;
}
