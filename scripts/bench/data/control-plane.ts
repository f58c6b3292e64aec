import type { RDSClient } from "@aws-sdk/client-rds";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { queryApi } from "@payment-system/emulator/services/query-api";
import { ScriptError } from "../../launcher/script-error.mjs";
import type { Figure } from "../figure.ts";
import { createBenchDatabase, type BenchDatabase } from "./bench-database.ts";
import { percentile } from "./median.ts";

const INSTANCES = 50;
const AT_A_TIME = 2;
/** AWS's default, with which each answer has restorable times to compute. */
const BACKUP_RETENTION_DAYS = 1;
const CALLS = 500;
const GOAL_MS = 20;

/**
 * How long DescribeDBInstances takes, until its answer is read, that describes 50 instances, each with a server of its
 * own that runs.
 */
export async function benchControlPlane(client: RDSClient, instance: Instance): Promise<Figure[]> {
  const databases: BenchDatabase[] = [];
  try {
    const names = Array.from({ length: INSTANCES }, (_, index) => `bench-${index}`);
    const queue = names.values();
    const worker = async (): Promise<void> => {
      for (const name of queue) {
        databases.push(await createBenchDatabase(client, instance, name, false, BACKUP_RETENTION_DAYS));
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, worker));
    const describeInstances = queryApi(instance, "rds", "2014-10-31").bind(null, "DescribeDBInstances");
    const timesMs: number[] = [];
    for (let call = 0; call < CALLS; call++) {
      const startedMs = performance.now();
      const { status, body } = await describeInstances({});
      timesMs.push(performance.now() - startedMs);
      const described = body.split("<DBInstanceIdentifier>").length - 1;
      if (status !== 200 || described !== INSTANCES) {
        throw new ScriptError(
          `DescribeDBInstances number ${call + 1} answered HTTP ${status} with ${described} of ${INSTANCES} instances; see the emulator's log.`,
        );
      }
    }
    const what = `DescribeDBInstances of ${INSTANCES} instances with backups`;
    return [
      { what: `${what}, p99 of ${CALLS}`, value: percentile(timesMs, 0.99), unit: "ms", goal: GOAL_MS },
      { what: `${what}, median of ${CALLS}`, value: percentile(timesMs, 0.5), unit: "ms", goal: GOAL_MS },
    ];
  } finally {
    const queue = databases.values();
    const worker = async (): Promise<void> => {
      for (const database of queue) await database[Symbol.asyncDispose]();
    };
    await Promise.all(Array.from({ length: AT_A_TIME * 2 }, worker));
  }
}
