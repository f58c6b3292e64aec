import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { DescribeReplicationGroupsCommand } from "@aws-sdk/client-elasticache";
import { DescribeDBInstancesCommand } from "@aws-sdk/client-rds";
import { orNothing } from "../aws/or-nothing.ts";
import type { Deployment } from "../deployment.ts";
import { latestDigest } from "../image/latest-digest.ts";
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
  const [stacks, database, cache, image, service, outputs] = await Promise.all([
    Promise.all([deployment.names.platformStack, deployment.names.appStack].map((name) => stack(deployment, name))),
    databaseRow(deployment),
    cacheRow(deployment),
    imageRow(deployment),
    serviceRow(deployment),
    deployedOutputs(deployment),
  ]);
  const rows = [...stacks, database, cache, image, service];
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

async function imageRow({ clients, names }: Deployment): Promise<StatusRow> {
  const resource = `${names.backendRepository}:latest`;
  const digest = await latestDigest(clients.ecr, names.backendRepository);
  return { resource, status: digest ? "pushed" : ABSENT, detail: digest ?? "" };
}

async function serviceRow({ clients, names }: Deployment): Promise<StatusRow> {
  const resource = names.backendService;
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
