import { axisX, axisY, gridY, rectY, ruleX, ruleY, text } from "@observablehq/plot";
import type { ScenarioResult } from "../results.ts";
import { plotSvg } from "./plot-svg.ts";

const US_PER_S = 1_000_000;
const OUTCOMES = ["ok", "fail", "info"] as const;

/** Attempts a second over the whole load, by how they ended, with each fault and each outage marked. */
export function availabilityPlot(scenario: ScenarioResult): string {
  const { startUs, bucketMs, buckets } = scenario.timeline;
  const seconds = (us: number): number => (us - startUs) / US_PER_S;
  const perSecond = 1_000 / bucketMs;
  const bars = buckets.flatMap((bucket, index) =>
    OUTCOMES.filter((outcome) => bucket[outcome] > 0).map((outcome) => ({
      outcome,
      from: (index * bucketMs) / 1_000,
      to: ((index + 1) * bucketMs) / 1_000,
      rate: bucket[outcome] * perSecond,
    })),
  );
  const outages = scenario.rounds.flatMap(({ outageStartUs, outageEndUs, outageMs }) =>
    outageStartUs === null || outageMs === 0
      ? []
      : [{ from: seconds(outageStartUs), to: seconds(outageEndUs ?? scenario.load.endUs) }],
  );
  const faults = scenario.faults.map((fault) => ({ at: seconds(fault.startUs), name: `fault ${fault.round}` }));
  const top = Math.max(1, ...buckets.map((bucket) => (bucket.ok + bucket.fail + bucket.info) * perSecond));
  return plotSvg(`Attempts a second by outcome during ${scenario.name}`, {
    width: 960,
    height: 270,
    marginTop: 28,
    marginBottom: 40,
    marginLeft: 48,
    style: { background: "transparent", color: "var(--ink)", fontFamily: "inherit", fontSize: "12px" },
    x: { domain: [0, (buckets.length * bucketMs) / 1_000] },
    y: { domain: [0, top] },
    color: { domain: [...OUTCOMES], range: OUTCOMES.map((outcome) => `var(--${outcome})`) },
    marks: [
      gridY({ stroke: "var(--grid)", strokeOpacity: 1 }),
      axisX({ label: "seconds since the load began", tickSize: 0 }),
      axisY({ label: "attempts/s", tickSize: 0, ticks: 4 }),
      rectY(bars, { x1: "from", x2: "to", y: "rate", fill: "outcome", inset: 0, shapeRendering: "crispEdges" }),
      rectY(outages, { x1: "from", x2: "to", y1: 0, y2: top, fill: "var(--outage)", fillOpacity: 0.35 }),
      ruleX(faults, { x: "at", stroke: "var(--fault)", strokeWidth: 1.5, strokeDasharray: "4 3" }),
      text(faults, { x: "at", y: top, text: "name", dy: -12, fill: "var(--fault)", fontWeight: 600 }),
      ruleY([0], { stroke: "var(--ink)" }),
    ],
  });
}
