import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { diffRuns } from "../cli/diff.ts";
import { cleanRun } from "../testing/hand-made.ts";
import { handMadeResults } from "../testing/hand-made-results.ts";
import { validatedOnAws } from "./aws-validation.ts";
import { reportHtml } from "./html/report-html.ts";
import { junitXml } from "./junit.ts";
import { readResults } from "./read-results.ts";
import { recoveryMatrix } from "./recovery-matrix.ts";
import type { Results } from "./results.ts";
import { writeReports } from "./write-reports.ts";

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), "parity-report-"))));
afterEach(() => rmSync(directory, { recursive: true }));

function lossy(): Results {
  const run = cleanRun();
  run.ledger.payments.splice(57, 1);
  run.ledger.postings.splice(114, 2);
  return handMadeResults(run);
}

const HOSTILE = `<script>alert("x")</script>`;

describe("report.html", () => {
  test("shows verdicts, figures with their labels, and a picture that needs no script", () => {
    const page = reportHtml(handMadeResults(), cleanRun().operations);
    const { document } = parseHTML(page) as unknown as { document: ParsedDocument };
    expect(document.querySelectorAll("svg rect").length).toBeGreaterThan(10);
    expect(document.querySelectorAll("svg path, svg line").length).toBeGreaterThan(50);
    expect(document.querySelectorAll("script, link, img, iframe").length).toBe(0);
    expect(page).toMatch(/Never validated on AWS/);
    expect(page).toMatch(/emulated/);
    expect(page).not.toMatch(/measured here<|undefined|NaN|\[object/);
  });

  test("tells recovery figures apart by kind of disruption, and which kinds were never tried", () => {
    const { document } = parseHTML(reportHtml(handMadeResults(), [])) as unknown as { document: ParsedDocument };
    const rows = [...document.querySelectorAll("table.matrix tr")].map(({ textContent }) =>
      textContent.replaceAll(/\s+/g, " ").trim(),
    );
    expect(rows).toEqual([
      expect.stringMatching(/^Disruption.*RTO.*RPO/),
      "availability zone hand-made valid 165 ms emulated 0 ms emulated never validated",
      expect.stringMatching(/^hardware not tested in this run: see ecs-task-loss/),
      expect.stringMatching(/^software not tested/),
      "region not tested yet",
    ]);
  });

  test("keeps a negative control out of the recovery figures", () => {
    const results = handMadeResults();
    const controlled = { ...results, scenarios: [{ ...results.scenarios[0]!, caughtBy: "no-lost-ack" }] };
    expect(recoveryMatrix(controlled)[0]).toMatchObject({
      entries: [],
      untested: expect.stringMatching(/not tested/) as string,
    });
  });

  test("draws also when there was no fault and nothing was sent", () => {
    const nothing = { operations: [], faults: [], ledger: { incomplete: null, payments: [], postings: [] } };
    expect(reportHtml(handMadeResults(nothing), [])).toMatch(/<svg/);
  });

  test("escapes whatever the system under test answered", () => {
    const run = cleanRun();
    run.operations.push({ ...run.operations[3]!, paymentId: HOSTILE, process: 0 });
    run.operations.push({ ...run.operations[4]!, outcome: "fail", code: HOSTILE });
    const results = handMadeResults(run, { environment: HOSTILE });
    expect(reportHtml(results, run.operations)).not.toContain(HOSTILE);
    expect(junitXml(results)).not.toContain(HOSTILE);
  });
});

test("junit.xml has a failure for each check that isn't valid", () => {
  expect(junitXml(handMadeResults())).not.toMatch(/<failure/);
  const xml = junitXml(lossy());
  expect(xml).toMatch(/tests="8" failures="1"/);
  expect(xml).toMatch(/name="no-lost-ack"><failure message="invalid: 1 acknowledged payments are missing/);
});

test("results are read back from the directory they were written to, or refused in one sentence", () => {
  writeFileSync(join(directory, "history.jsonl"), "");
  writeReports(directory, handMadeResults());
  expect(readResults(directory)).toEqual(handMadeResults());
  expect(JSON.parse(readFileSync(join(directory, "results.json"), "utf8"))).toMatchObject({ verdict: "valid" });
  writeFileSync(join(directory, "results.json"), "{}");
  for (const path of [directory, join(directory, "nowhere")]) {
    expect(() => readResults(path)).toThrow(expect.objectContaining({ code: "ResultsInvalid" }));
  }
});

describe("diff", () => {
  const diff = (a: Results, b: Results) => {
    const [before, after] = [join(directory, "a.json"), join(directory, "b.json")];
    writeFileSync(before, JSON.stringify(a));
    writeFileSync(after, JSON.stringify(b));
    let text = "";
    const code = diffRuns(before, after, { write: (each: string) => (text += each) });
    return { code, text };
  };

  test("of a run with itself is no change", () => {
    expect(diff(handMadeResults(), handMadeResults())).toMatchObject({ code: 0, text: /no change/ });
  });

  test("tells verdicts and figures that changed, and fails if a verdict got worse", () => {
    const worse = diff(handMadeResults(), lossy());
    expect(worse.code).toBe(1);
    expect(worse.text).toMatch(/no-lost-ack: valid → invalid/);
    expect(worse.text).toMatch(/Acknowledged payments lost, sum: 0 → 1/);
    expect(diff(lossy(), handMadeResults()).code).toBe(0);
  });

  test("doesn't compare an emulator's seconds with AWS's", () => {
    const onAws = handMadeResults(cleanRun(), { target: "aws", label: "measured here" });
    expect(diff(handMadeResults(), onAws).text).toMatch(/not comparable/);
  });
});

test("a scenario counts as validated on AWS only by a recorded run there", () => {
  writeFileSync(join(directory, "local.json"), JSON.stringify(handMadeResults()));
  expect(validatedOnAws(["hand-made"], directory)).toEqual({ "hand-made": null });
  writeFileSync(join(directory, "aws.json"), JSON.stringify(handMadeResults(cleanRun(), { target: "aws" })));
  expect(validatedOnAws(["hand-made", "other"], directory)).toEqual({
    "hand-made": "2026-01-01T00:00:00.000000Z",
    other: null,
  });
});

interface ParsedDocument {
  querySelectorAll(
    selector: string,
  ): ArrayLike<{ readonly textContent: string }> & Iterable<{ readonly textContent: string }>;
}
