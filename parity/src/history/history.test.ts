import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { operation } from "../testing/hand-made.ts";
import { History } from "./history.ts";
import { JsonLines } from "./json-lines.ts";
import { operationSchema, type Operation } from "./operation.ts";

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), "parity-history-"))));
afterEach(() => rmSync(directory, { recursive: true }));

test("an operation is on disk, one a line, before the next one is made", () => {
  const path = join(directory, "history.jsonl");
  using file = new JsonLines<Operation>(path);
  const history = new History(file);
  history.append(operation({ key: "a" }));
  history.append(operation({ key: "b", outcome: "info", paymentId: null }));
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => operationSchema.parse(JSON.parse(line)).key)).toEqual(["a", "b"]);
});

test("counts only fresh commits that began after the instant", () => {
  using file = new JsonLines<Operation>(join(directory, "history.jsonl"));
  const history = new History(file);
  history.append(operation({ startUs: 10, endUs: 20 }));
  history.append(operation({ startUs: 15, endUs: 40 }));
  history.append(operation({ startUs: 30, endUs: 41, replayed: true }));
  history.append(operation({ startUs: 30, endUs: 42, outcome: "info" }));
  history.append(operation({ startUs: 31, endUs: 43 }));
  expect(history.commitsStartedSince(30)).toBe(1);
});
