import { Counter, Gauge } from "prom-client";
import type { Database } from "../postgres/database.ts";
import type { Metrics } from "./metrics.ts";

/** How busy the database's pool is, read when it is asked for. `database` names it where there are several. */
export function observeDatabase({ registry }: Metrics, name: string, database: Database): void {
  const gauges = {
    database_connections: ["Connections that are open", () => database.usage().connections],
    database_slots_busy: ["Requests that are using the database", () => database.usage().busy],
    database_slots_waiting: ["Requests that wait until they may use the database", () => database.usage().waiting],
  } as const;
  const counters = {
    database_slot_waits_total: ["Requests that had to wait for the database", () => database.usage().waits],
    database_slot_wait_seconds_total: ["Time that they waited", () => database.usage().waitedMs / 1_000],
  } as const;
  const labels = { database: name };
  for (const [metric, [help, read]] of Object.entries(gauges)) {
    new Gauge({
      name: metric,
      help,
      labelNames: ["database"],
      registers: [registry],
      collect() {
        this.set(labels, read());
      },
    });
  }
  for (const [metric, [help, read]] of Object.entries(counters)) {
    new Counter({
      name: metric,
      help,
      labelNames: ["database"],
      registers: [registry],
      collect() {
        this.reset();
        this.inc(labels, read());
      },
    });
  }
}
