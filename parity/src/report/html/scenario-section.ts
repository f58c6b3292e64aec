import type { Operation } from "../../history/operation.ts";
import type { Figure, Results, ScenarioResult } from "../results.ts";
import { attemptsPlot } from "./attempts-plot.ts";
import { availabilityPlot } from "./availability-plot.ts";
import { html, Markup } from "./markup.ts";
import { pill } from "./pill.ts";
import { duration, quantity } from "./quantities.ts";

export function scenarioSection(scenario: ScenarioResult, results: Results, history: readonly Operation[]): Markup {
  const validated = results.validatedOnAws[scenario.name];
  return html`<section>
    <h2>${scenario.name} ${pill(scenario.verdict)}</h2>
    <p class="muted">
      ${scenario.description}.
      ${validated ? `Last valid on AWS: ${validated.slice(0, 10)}.` : "Never validated on AWS."}
    </p>
    ${expectation(scenario)} ${scenario.problems.map((problem) => html`<p class="note">${problem}</p>`)}
    ${cards(scenario)} ${pictures(scenario, history)}
    <h3>Verdicts</h3>
    ${verdicts(scenario)}
    <h3>Recovery by round</h3>
    ${rounds(scenario)}
    <h3>Figures</h3>
    ${figures(scenario.figures)}
  </section>`;
}

function expectation(scenario: ScenarioResult): Markup | null {
  if (scenario.expected !== "invalid") return null;
  return html`<p class="note">
    A negative control: it must come out invalid, by <code>${scenario.caughtBy}</code>.
    ${scenario.asExpected ? "It did, so the harness sees what it claims to see." : "It did not for that reason alone."}
  </p>`;
}

const CARDS: readonly [string, Figure["statistic"], string][] = [
  ["RTO", "maximum", "RTO, worst round"],
  ["Write outage seen by clients", "median", "Write outage, median"],
  ["RPO", "maximum", "RPO, worst round"],
  ["Acknowledged payments lost", "sum", "Acknowledged and lost"],
];

function cards(scenario: ScenarioResult): Markup {
  const shown = CARDS.map(([name, statistic, caption]) => {
    const figure = scenario.figures.find((each) => each.name === name && each.statistic === statistic);
    return figure === undefined
      ? null
      : html`<div class="card">${caption}<b>${quantity(figure)}</b><span class="label">${figure.label}</span></div>`;
  });
  return html`<div class="cards">${shown}</div>`;
}

function pictures(scenario: ScenarioResult, history: readonly Operation[]): Markup {
  const worstRound = scenario.rounds.reduce<ScenarioResult["rounds"][0] | undefined>(
    (worst, round) => ((round.outageMs ?? Infinity) > (worst?.outageMs ?? -1) ? round : worst),
    undefined,
  );
  const fault = scenario.faults.find((each) => each.round === worstRound?.round);
  const key = ["ok", "fail", "info"].map(
    (outcome) => html`<i class="key" style="background:var(--${outcome})"></i>${outcome}`,
  );
  const closer = fault
    ? html`<figure>
        <figcaption>Every attempt around fault ${fault.round}, from its start to its end</figcaption>
        ${new Markup(attemptsPlot(scenario, fault, history))}
      </figure>`
    : null;
  return html`<figure>
      <figcaption>
        Availability: attempts by outcome ${key}<i class="key" style="background:var(--outage);opacity:.35"></i>outage
      </figcaption>
      ${new Markup(availabilityPlot(scenario))}
    </figure>
    ${closer}`;
}

function verdicts(scenario: ScenarioResult): Markup {
  const rows = scenario.checks.map(
    (check) =>
      html`<tr>
        <td><code>${check.name}</code></td>
        <td>${pill(check.verdict)}</td>
        <td>${check.claim}<br /><span class="muted">${check.summary}</span></td>
      </tr>`,
  );
  return html`<div class="scroll">
    <table>
      <tr>
        <th>Check</th>
        <th>Verdict</th>
        <th>Claim and finding</th>
      </tr>
      ${rows}
    </table>
  </div>`;
}

function rounds(scenario: ScenarioResult): Markup {
  const parts = scenario.rounds[0]?.parts.map(({ name }) => name) ?? [];
  const limited = scenario.rounds.some(({ rateLimitBackMs }) => rateLimitBackMs !== null);
  const names = [
    "Round",
    "RTO",
    ...parts.map((name, index) => `${index === 0 ? "=" : "+"} ${name}`),
    "Outage",
    "Lost",
    "RPO",
    "Failed",
    "In doubt",
    ...(limited ? ["Rate limit shared after"] : []),
    "Healed after",
  ];
  const rows = scenario.rounds.map((round) => {
    const cells = [
      String(round.round),
      duration(round.rtoMs),
      ...round.parts.map((part) => duration(part.ms)),
      duration(round.outageMs),
      round.lostPayments === null ? "unknown" : String(round.lostPayments),
      duration(round.rpoMs),
      String(round.failedAttempts),
      String(round.unknownAttempts),
      ...(limited ? [duration(round.rateLimitBackMs)] : []),
      duration(round.healedMs),
    ];
    return html`<tr>
      ${cells.map((cell) => html`<td class="number">${cell}</td>`)}
    </tr>`;
  });
  const head = names.map((name) => html`<th class="number">${name}</th>`);
  return html`<div class="scroll">
    <table>
      <tr>
        ${head}
      </tr>
      ${rows}
    </table>
  </div>`;
}

function figures(all: readonly Figure[]): Markup {
  const rows = all.map(
    (figure) =>
      html`<tr>
        <td>${figure.name}, ${figure.statistic}</td>
        <td class="number">${quantity(figure)}</td>
        <td class="number">
          ${figure.objectiveMax === null ? "" : quantity({ ...figure, value: figure.objectiveMax })}
        </td>
        <td class="label">${figure.label}</td>
      </tr>`,
  );
  return html`<div class="scroll">
    <table>
      <tr>
        <th>Figure</th>
        <th class="number">Value</th>
        <th class="number">At most</th>
        <th></th>
      </tr>
      ${rows}
    </table>
  </div>`;
}
