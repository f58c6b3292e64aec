import { axisX, axisY, link, rectY, ruleX, text } from "@observablehq/plot";
import { EFFECT_RULES } from "../../checks/effects/effect-rules.ts";
import type { FaultRecord } from "../../faults/fault-record.ts";
import type { Operation } from "../../history/operation.ts";
import type { ScenarioResult } from "../results.ts";
import { plotSvg } from "./plot-svg.ts";

const BEFORE_US = 400_000;
const AFTER_US = 600_000;
/** Events lie close together: their names are staggered. */
const LABEL_ROWS = 3;
const OPERATIONS_MAX = 4_000;
const OUTCOMES = ["ok", "fail", "info"] as const;

/** Every attempt around one fault as a stroke from its start to its end, a row for each client: Jepsen's timeline. */
export function attemptsPlot(scenario: ScenarioResult, fault: FaultRecord, operations: readonly Operation[]): string {
  const figures = scenario.rounds.find((round) => round.round === fault.round);
  const fromUs = fault.startUs - BEFORE_US;
  const toUs = (figures?.outageEndUs ?? fault.watchedUntilUs) + AFTER_US;
  const ms = (us: number): number => (us - fault.startUs) / 1_000;
  const shown = operations
    .filter((each) => each.scenario === scenario.name && each.endUs >= fromUs && each.startUs <= toUs)
    .slice(0, OPERATIONS_MAX)
    .map(({ process, outcome, startUs, endUs }) => ({
      process,
      outcome,
      from: ms(Math.max(startUs, fromUs)),
      to: ms(Math.min(endUs, toUs)),
    }));
  const marks = [
    { at: 0, name: "fault" },
    ...EFFECT_RULES[fault.kind].milestones(fault).map(({ name, atUs }) => ({ at: ms(atUs), name })),
  ].filter((mark) => mark.at >= ms(fromUs) && mark.at <= ms(toUs));
  const outage =
    figures?.outageMs && figures.outageStartUs !== null && figures.outageEndUs !== null
      ? [{ from: ms(figures.outageStartUs), to: ms(figures.outageEndUs) }]
      : [];
  const rows = shown.reduce((most, each) => Math.max(most, each.process), 0) + 1;
  return plotSvg(`Every attempt around fault ${fault.round} of ${scenario.name}`, {
    width: 960,
    height: 100 + rows * 16,
    marginTop: 56,
    marginBottom: 40,
    marginLeft: 48,
    style: { background: "transparent", color: "var(--ink)", fontFamily: "inherit", fontSize: "12px" },
    x: { domain: [ms(fromUs), ms(toUs)] },
    y: { domain: [rows - 0.5, -0.5] },
    color: { domain: [...OUTCOMES], range: OUTCOMES.map((outcome) => `var(--${outcome})`) },
    marks: [
      axisX({ label: "milliseconds since the fault", tickSize: 0 }),
      axisY({ label: "client", ticks: [0, rows - 1], tickFormat: "d", tickSize: 0 }),
      rectY(outage, { x1: "from", x2: "to", y1: -0.5, y2: rows - 0.5, fill: "var(--outage)", fillOpacity: 0.25 }),
      link(shown, {
        x1: "from",
        x2: "to",
        y1: "process",
        y2: "process",
        stroke: "outcome",
        strokeWidth: 7,
        strokeLinecap: "butt",
      }),
      ruleX(marks, { x: "at", stroke: "var(--fault)", strokeDasharray: "4 3" }),
      ...marks.map((mark, index) =>
        text([mark], {
          x: "at",
          y: -0.5,
          text: "name",
          dx: 4,
          dy: -8 - (LABEL_ROWS - 1 - (index % LABEL_ROWS)) * 12,
          textAnchor: "start",
          fill: "var(--fault)",
          fontWeight: 600,
        }),
      ),
    ],
  });
}
