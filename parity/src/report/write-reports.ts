import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Operation } from "../history/operation.ts";
import { reportHtml } from "./html/report-html.ts";
import { junitXml } from "./junit.ts";
import { resultsSchema, type Results } from "./results.ts";

export const REPORT_FILES = ["results.json", "report.html", "junit.xml"] as const;

/** Writes the three reports beside `history.jsonl`, from which the picture of the attempts is drawn. */
export function writeReports(directory: string, results: Results): void {
  const checked = resultsSchema.parse(results);
  writeFileSync(join(directory, "results.json"), `${JSON.stringify(checked, null, 2)}\n`);
  writeFileSync(join(directory, "junit.xml"), junitXml(checked));
  writeFileSync(join(directory, "report.html"), reportHtml(checked, historyOf(directory)));
}

function historyOf(directory: string): Operation[] {
  const lines = readFileSync(join(directory, "history.jsonl"), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Operation);
}
