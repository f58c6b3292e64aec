import { Counter, Gauge } from "prom-client";
import type { Database } from "../postgres/database.ts";
import type { Metrics } from "./metrics.ts";

/** How busy the databases' pools are, read when it is asked for; each is labelled with its name. */
export function observeDatabases({ registry }: Metrics, databases: Readonly<Record<string, Database>>): void {
  const gauges: Metric[] = [
    ["database_connections", "Connections that are open", (database) => database.usage().connections],
    ["database_slots_busy", "Requests that are using the database", (database) => database.usage().busy],
    [
      "database_slots_waiting",
      "Requests that wait until they may use the database",
      (database) => database.usage().waiting,
    ],
  ];
  const counters: Metric[] = [
    ["database_slot_waits_total", "Requests that had to wait for the database", (database) => database.usage().waits],
    ["database_slot_wait_seconds_total", "Time that they waited", (database) => database.usage().waitedMs / 1_000],
  ];
  const each = Object.entries(databases);
  for (const [name, help, read] of gauges) {
    new Gauge({
      name,
      help,
      labelNames: ["database"],
      registers: [registry],
      collect() {
        for (const [label, database] of each) this.set({ database: label }, read(database));
      },
    });
  }
  for (const [name, help, read] of counters) {
    new Counter({
      name,
      help,
      labelNames: ["database"],
      registers: [registry],
      collect() {
        this.reset();
        for (const [label, database] of each) this.inc({ database: label }, read(database));
      },
    });
  }
}

type Metric = readonly [name: string, help: string, read: (database: Database) => number];
