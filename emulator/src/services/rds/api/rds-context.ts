import type { DBInstance } from "@aws-sdk/client-rds";
import type { Instance } from "../../../instance/instance.ts";
import type { Collection } from "../../../store/store.ts";
import type { FindSubnets } from "../../ec2/find-subnets.ts";
import type { Backups } from "../backend/backups/backups.ts";
import { isArchiving } from "../backend/backups/is-archiving.ts";
import type { Engines } from "../backend/engines.ts";
import type { DefaultCertificate } from "../backend/default-certificate.ts";
import type { EventLog } from "../backend/event-log.ts";
import type { EventSubscriptions } from "../backend/event-subscriptions.ts";
import type { Fleet } from "../backend/fleet.ts";
import type { Lifecycle } from "../backend/lifecycle.ts";
import type { OptionGroups } from "../backend/option-groups.ts";
import type { ParameterGroups } from "../backend/parameter-groups.ts";
import type { ReadReplicas } from "../backend/read-replicas/read-replicas.ts";
import type { StorageWatch } from "../backend/storage/storage-watch.ts";
import { parseRdsArn, rdsArn, type RdsResourceType } from "../state/arn.ts";
import { describeDbInstance, type DbInstanceRecord } from "../state/db-instance.ts";
import { defaultOptionGroupName } from "../state/option-group.ts";
import { valuesFor } from "../state/parameter-values.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { describeSubnetGroup, zonesOf, type SubnetGroupRecord } from "../state/subnet-group.ts";

/** What the operations work on. */
export interface RdsContext {
  readonly instance: Pick<Instance, "accountId" | "region" | "directories">;
  readonly engines: Engines;
  readonly fleet: Fleet;
  readonly lifecycle: Lifecycle;
  readonly readReplicas: ReadReplicas;
  readonly storageWatch: StorageWatch;
  readonly backups: Backups;
  readonly parameterGroups: ParameterGroups;
  readonly subnetGroups: Collection<SubnetGroupRecord>;
  readonly optionGroups: OptionGroups;
  readonly events: EventLog;
  readonly eventSubscriptions: EventSubscriptions;
  readonly defaultCertificate: DefaultCertificate;
  readonly caCertificatePem: string;
  readonly findSubnets: FindSubnets;
}

export function arnOf(context: RdsContext, type: RdsResourceType, name: string): string {
  return rdsArn(context.instance, type, name);
}

/** Throws `DBSubnetGroupNotFoundFault`. */
export function subnetGroup(context: RdsContext, name: string): SubnetGroupRecord {
  const group = context.subnetGroups.get(name.toLowerCase());
  if (!group) throw rdsErrors.subnetGroupNotFound(name);
  return group;
}

/** AWS takes an ARN where it asks for an identifier. Throws `DBInstanceNotFound`. */
export function instanceNamed(context: RdsContext, asked: string): DbInstanceRecord {
  return context.fleet.record(nameOf(context, asked));
}

export function nameOf(context: RdsContext, asked: string): string {
  return asked.startsWith("arn:") ? parseRdsArn(context.instance, asked).name : asked;
}

/** Zones that a subnet group covers, or the region's without one. Throws `DBSubnetGroupNotFoundFault`. */
export function zonesFor(context: RdsContext, subnetGroupName: string | undefined): string[] {
  if (subnetGroupName !== undefined) return zonesOf(subnetGroup(context, subnetGroupName));
  return ["a", "b"].map((letter) => `${context.instance.region}${letter}`);
}

/** A DB instance as the API shows it, read from its record and its servers; `all` are the records of every instance. */
export async function describe(
  context: RdsContext,
  record: DbInstanceRecord,
  all: readonly DbInstanceRecord[] = context.fleet.records.list(),
): Promise<DBInstance> {
  const { fleet, parameterGroups, backups } = context;
  const servers = fleet.servers(record);
  const group = record.subnetGroupName ? context.subnetGroups.get(record.subnetGroupName) : undefined;
  const parameters = parameterGroups.find(record.parameterGroupName);
  const wanted = parameters ? valuesFor(record, parameters) : {};
  return describeDbInstance(record, {
    arn: arnOf(context, "db", record.identifier),
    endpointAddress: fleet.endpointAddress(record.identifier),
    parameterApplyStatus: parametersInSync(record, wanted) ? "in-sync" : "pending-reboot",
    primary: servers.context.topology.primary,
    redundant: servers.isRedundant(),
    subnetGroup: group && describeSubnetGroup(group, arnOf(context, "subgrp", group.name)),
    certificateValidTill: await servers.context.dependencies.site.certificateExpiry.validTill(),
    replication: {
      replicaIdentifiers: fleet.replicasOf(record, all).map(({ identifier }) => identifier),
      sourceIdentifier: all.find(({ resourceId }) => resourceId === record.replicaOf?.resourceId)?.identifier,
      isReplicating: context.readReplicas.isReplicating(record),
    },
    latestRestorableTime: isArchiving(record) ? (await backups.window(record.resourceId))?.latest : undefined,
    optionGroupName: record.optionGroupName ?? defaultOptionGroupName(record.engineVersion),
  });
}

function parametersInSync(record: DbInstanceRecord, wanted: Record<string, string>): boolean {
  const names = new Set([...Object.keys(wanted), ...Object.keys(record.appliedParameters)]);
  return (
    record.pendingRestart.length === 0 && [...names].every((name) => wanted[name] === record.appliedParameters[name])
  );
}
