import type { QueryApi } from "../../../query-api.ts";
import type { Fleet } from "../fleet.ts";
import type { ReadReplicas } from "./read-replicas.ts";

/** CloudWatch takes up to 1,000 values a request; a request of this size stays below its 1 MB. */
const VALUES_MAX = 500;

/** Sends the metric `ReplicaLag` (seconds, -1 while nothing is received) of every read replica to CloudWatch. Never rejects. */
export async function publishLag(cloudWatch: QueryApi, fleet: Fleet, readReplicas: ReadReplicas): Promise<void> {
  const replicas = fleet.records.list().filter(({ replicaOf, status }) => replicaOf && status === "available");
  if (replicas.length === 0) return;
  const values = replicas
    .slice(0, VALUES_MAX)
    .map((record, index) => metric(index + 1, record.identifier, readReplicas.lagSeconds(record)));
  try {
    await cloudWatch("PutMetricData", Object.assign({ Namespace: "AWS/RDS" }, ...values) as Record<string, string>);
  } catch (error) {
    fleet.dependencies.log("warn", "the lag of read replicas could not be published", { error: String(error) });
  }
}

function metric(index: number, identifier: string, seconds: number): Record<string, string> {
  const prefix = `MetricData.member.${index}`;
  return {
    [`${prefix}.MetricName`]: "ReplicaLag",
    [`${prefix}.Unit`]: "Seconds",
    [`${prefix}.Value`]: String(seconds),
    [`${prefix}.Dimensions.member.1.Name`]: "DBInstanceIdentifier",
    [`${prefix}.Dimensions.member.1.Value`]: identifier,
  };
}
