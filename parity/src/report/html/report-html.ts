import type { Operation } from "../../history/operation.ts";
import type { Results } from "../results.ts";
import { html, Markup } from "./markup.ts";
import { matrixSection } from "./matrix-section.ts";
import { pill } from "./pill.ts";
import { duration } from "./quantities.ts";
import { REFERENCES } from "./references.ts";
import { scenarioSection } from "./scenario-section.ts";
import { STYLE } from "./style.ts";

/** A run as one page that needs nothing else: no script, no font, no network. */
export function reportHtml(results: Results, history: readonly Operation[]): string {
  const { run } = results;
  const title = `Parity of ${run.environment} on ${run.target === "aws" ? "AWS" : "a local AWS"}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}: ${results.verdict}</title>
        <style>
          ${new Markup(STYLE)}
        </style>
      </head>
      <body>
        <div class="head">
          <h1>${title}</h1>
          ${pill(results.verdict)}
        </div>
        <p class="muted">
          ${run.start.slice(0, 19).replace("T", " ")} UTC, ${duration(run.durationMs)}, seed <code>${run.seed}</code>,
          run
          <code>${run.id}</code>
        </p>
        ${origin(results)} ${matrixSection(results)}
        ${results.scenarios.map((scenario) => scenarioSection(scenario, results, history))} ${references(results)}
        ${provenance(results)}
      </body>
    </html> `.text;
}

function origin({ run, validatedOnAws }: Results): Markup | null {
  const never = Object.keys(validatedOnAws).filter((name) => validatedOnAws[name] === null);
  if (run.target === "aws" && never.length === 0) return null;
  const emulated = html`<p>
    Figures marked <b>emulated</b> were taken on an emulator. Its seconds are not AWS's seconds; what carries over is
    that the same checks passed, or didn't.
  </p>`;
  return html`<div class="note">
    ${run.target === "local" ? emulated : null}
    ${never.length > 0 ? html`<p>Never validated on AWS: ${never.join(", ")}.</p>` : null}
  </div>`;
}

function references(results: Results): Markup {
  const rows = REFERENCES.map(
    ({ disruption, figure, source, url }) =>
      html`<tr>
        <td>${disruption}</td>
        <td>${figure}</td>
        <td><a href="${url}">${source}</a></td>
        <td class="label">not measured here${results.run.target === "local" ? ", not comparable" : null}</td>
      </tr>`,
  );
  return html`<h2>What is published about AWS</h2>
    <p class="muted">For orientation. A passed failover says nothing about a restore, and the other way round.</p>
    <div class="scroll">
      <table>
        <tr>
          <th>Disruption</th>
          <th>Figure</th>
          <th>Source</th>
          <th></th>
        </tr>
        ${rows}
      </table>
    </div>`;
}

function provenance({ run, scenarios, system }: Results): Markup {
  const { database, tasks, templateHash } = system;
  const facts: [string, string][] = [
    ["Region", run.region],
    ["Database", `${database.identifier}, ${database.engine} ${database.engineVersion}, ${database.instanceClass}`],
    ...tasks.map((task): [string, string] => [
      `Task ${task.taskDefinition}`,
      `${task.container}: ${task.image} ${task.imageDigest ?? "(no digest given)"}`,
    ]),
    ["Templates", templateHash ?? "no hash given"],
    [
      "Load",
      `${run.load.processes} clients, ${run.load.ratePerSecond} payments/s asked for, time-out ${run.load.timeoutMs} ms`,
    ],
    [
      "Harness",
      `commit ${run.harness.commit ?? "unknown"}${run.harness.modified ? " with changes" : ""}, Node ${run.harness.node}`,
    ],
    ...scenarios.map((scenario): [string, string] => [
      `Longest stall of the harness during ${scenario.name}`,
      duration(scenario.harnessStallMsMax),
    ]),
  ];
  return html`<h2>What was judged</h2>
    <div class="scroll">
      <table>
        ${facts.map(
          ([name, value]) =>
            html`<tr>
              <th>${name}</th>
              <td><code>${value}</code></td>
            </tr>`,
        )}
      </table>
    </div>`;
}
