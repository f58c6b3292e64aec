import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PostgresServer } from "./postgres-server.ts";
import { until } from "./until.ts";

/** A node of an executed plan, of what EXPLAIN (ANALYZE, FORMAT JSON) shows. */
export interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Index Recheck"?: number;
  readonly Plans?: readonly PlanNode[];
}

export interface ExecutedPlan {
  readonly "Query Text": string;
  readonly Plan: PlanNode;
}

interface LogLine {
  readonly application_name?: string;
  readonly message: string;
}

const FILE = "plans";

/** Has a server write down the plan of every statement that it executes, those of functions and triggers, too. */
export class PlanLog implements Disposable {
  readonly #directory: string;
  /** Lines of the server's configuration. */
  readonly settings: readonly string[];

  constructor() {
    this.#directory = mkdtempSync(join(tmpdir(), "service-plans-"));
    // The server may run as another user.
    chmodSync(this.#directory, 0o777);
    this.settings = [
      "session_preload_libraries = 'auto_explain'",
      "auto_explain.log_min_duration = 0",
      "auto_explain.log_analyze = on",
      "auto_explain.log_timing = off",
      "auto_explain.log_nested_statements = on",
      "auto_explain.log_format = json",
      "logging_collector = on",
      "log_destination = 'jsonlog'",
      "log_rotation_size = 0",
      "log_file_mode = 0644",
      `log_directory = '${this.#directory}'`,
      `log_filename = '${FILE}'`,
    ];
  }

  /** The plans of what was executed for requests with this trace id, all of which have been answered. */
  async plansOf(server: PostgresServer, traceId: string): Promise<readonly ExecutedPlan[]> {
    const marker = randomUUID();
    await server.query(`select '${marker}'`);
    const text = await until("the log to have all plans", () => {
      const seen = readFileSync(join(this.#directory, `${FILE}.json`), "utf8");
      return seen.includes(marker) ? seen : undefined;
    });
    return text
      .split("\n")
      .filter((line) => line.includes(traceId) && line.includes("plan:"))
      .map((line) => JSON.parse(line) as LogLine)
      .filter((line) => line.application_name === `payment-service ${traceId}`)
      .map(({ message }) => JSON.parse(message.slice(message.indexOf("{"))) as ExecutedPlan);
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
