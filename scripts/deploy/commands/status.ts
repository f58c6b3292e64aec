import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { DescribeReplicationGroupsCommand } from "@aws-sdk/client-elasticache";
import { DescribeDBInstancesCommand } from "@aws-sdk/client-rds";
import { orNothing } from "../aws/or-nothing.ts";
import type { Deployment } from "../deployment.ts";
import { latestDigest } from "../image/latest-digest.ts";
import { partsOf, type Part } from "../parts.ts";
import { deployedOutputs } from "../stacks/deployed-outputs.ts";
import { stackFailure } from "../stacks/stack-failure.ts";
import { stackState } from "../stacks/stack-state.ts";

/** A line of the table: what it is, how it is, and what else an operator wants to know. */
interface StatusRow {
  readonly resource: string;
  readonly status: string;
  readonly detail: string;
}

const ABSENT = "not deployed";

/** Prints how the environment is, as a table or with `--json` as one object. */
export async function printStatus(deployment: Deployment, print: (text: string) => void): Promise<void> {
  const { names } = deployment;
  const parts = partsOf(names);
  const [rows, outputs] = await Promise.all([
    Promise.all([
      ...[names.platformStack, names.appStack].map((name) => stack(deployment, name)),
      databaseRow(deployment),
      cacheRow(deployment),
      ...parts.map((part) => imageRow(deployment, part)),
      ...parts.map((part) => serviceRow(deployment, part)),
    ]),
    deployedOutputs(deployment),
  ]);
  const { json, environment } = deployment.options;
  if (json) print(JSON.stringify({ environment: environment.name, resources: rows, outputs }, null, 2));
  else print(table(rows));
}

async function stack({ clients }: Deployment, name: string): Promise<StatusRow> {
  const state = await stackState(clients.cloudFormation, name);
  if (!state) return { resource: name, status: ABSENT, detail: "" };
  return { resource: name, status: state.status, detail: stackFailure(state) ?? `${state.resources.length} resources` };
}

async function databaseRow({ clients, names }: Deployment): Promise<StatusRow> {
  const resource = names.databaseInstance;
  const DBInstanceIdentifier = resource;
  const found = await orNothing("DBInstanceNotFound", () =>
    clients.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier })),
  );
  const [database] = found?.DBInstances ?? [];
  if (!database) return { resource, status: ABSENT, detail: "" };
  const zones = database.MultiAZ
    ? `Multi-AZ: ${database.AvailabilityZone}, standby in ${database.SecondaryAvailabilityZone ?? "no zone"}`
    : `one zone: ${database.AvailabilityZone}`;
  return {
    resource,
    status: database.DBInstanceStatus ?? "",
    detail: `${zones}, ${database.Endpoint?.Address ?? "-"}`,
  };
}

async function cacheRow({ clients, names }: Deployment): Promise<StatusRow> {
  const resource = names.replicationGroup;
  const found = await orNothing("ReplicationGroupNotFound", () =>
    clients.elastiCache.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: resource })),
  );
  const [group] = found?.ReplicationGroups ?? [];
  if (!group) return { resource, status: ABSENT, detail: "" };
  const [shard] = group.NodeGroups ?? [];
  const nodes = (shard?.NodeGroupMembers ?? []).map(
    (node) => `${node.CurrentRole} in ${node.PreferredAvailabilityZone}`,
  );
  return {
    resource,
    status: group.Status ?? "",
    detail: [...nodes, shard?.PrimaryEndpoint?.Address ?? "-"].join(", "),
  };
}

async function imageRow({ clients }: Deployment, { repository }: Part): Promise<StatusRow> {
  const resource = `${repository}:latest`;
  const digest = await latestDigest(clients.ecr, repository);
  return { resource, status: digest ? "pushed" : ABSENT, detail: digest ?? "" };
}

async function serviceRow({ clients, names }: Deployment, { service: resource }: Part): Promise<StatusRow> {
  const found = await orNothing("ClusterNotFound", () =>
    clients.ecs.send(new DescribeServicesCommand({ cluster: names.cluster, services: [resource] })),
  );
  const service = found?.services?.find(({ status }) => status !== "INACTIVE");
  if (!service) return { resource, status: ABSENT, detail: "" };
  const { status = "", runningCount, desiredCount, deployments = [] } = service;
  const rollout = deployments.find((deployment) => deployment.status === "PRIMARY")?.rolloutState ?? "-";
  return { resource, status, detail: `${runningCount} of ${desiredCount} tasks run, rollout ${rollout}` };
}

function table(rows: readonly StatusRow[]): string {
  const width = (key: "resource" | "status") => Math.max(...rows.map((row) => row[key].length));
  return rows
    .map(({ resource, status, detail }) =>
      `${resource.padEnd(width("resource"))}  ${status.padEnd(width("status"))}  ${detail}`.trimEnd(),
    )
    .join("\n");
}
