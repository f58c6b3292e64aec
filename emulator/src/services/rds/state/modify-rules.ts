import type { ModifyDBInstanceMessage } from "@aws-sdk/client-rds";
import type { DbInstanceRecord } from "./db-instance.ts";
import { majorOf, resolveEngineVersion } from "./engine.ts";
import { rdsErrors } from "./rds-errors.ts";
import { zonesOf, type SubnetGroupRecord } from "./subnet-group.ts";

/** RDS API reference, ModifyDBInstance, AllocatedStorage: an increase by less is rounded up to this much. */
const STORAGE_GROWTH_MIN = 1.1;

/** Storage in GiB after a request for `asked`. Throws for less than there is, which can't be given back. */
export function grownStorage({ settings: { AllocatedStorage: current } }: DbInstanceRecord, asked: number): number {
  if (asked < current) {
    throw rdsErrors.invalidCombination(
      `Requested storage of ${asked} GiB is smaller than the current storage of ${current} GiB; storage can't be reduced.`,
    );
  }
  return asked === current ? current : Math.max(asked, Math.ceil(current * STORAGE_GROWTH_MIN - 1e-9));
}

/** Throws unless the version asked for is the one that runs: there is no pg_upgrade here. */
export function checkEngineVersion(
  { engineVersion: current }: DbInstanceRecord,
  input: ModifyDBInstanceMessage,
  present: readonly string[],
): void {
  if (input.EngineVersion === undefined) return;
  const next = resolveEngineVersion(input.EngineVersion, present);
  if (next === current) return;
  if (Number(majorOf(next)) < Number(majorOf(current))) {
    throw rdsErrors.invalidCombination(`Cannot upgrade postgres from ${current} to ${next}`);
  }
  if (!input.AllowMajorVersionUpgrade) {
    throw rdsErrors.invalidCombination(
      "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.",
    );
  }
  throw rdsErrors.notImplemented(`An upgrade in place from ${current} to ${next}`);
}

/** Throws AWS's error unless an instance can move from the VPC of `from` to that of `to`. */
export function checkMove(record: DbInstanceRecord, from: SubnetGroupRecord | undefined, to: SubnetGroupRecord): void {
  const { identifier, settings, zones } = record;
  const where = `You cannot move DB instance ${identifier} to subnet group ${to.name}.`;
  if (settings.MultiAZ || record.replicaOf) {
    throw rdsErrors.invalidVpcState(`${where} A Multi-AZ DB instance or a read replica can't be moved.`);
  }
  if (from && from.subnets[0]?.vpcId === to.subnets[0]?.vpcId) {
    throw rdsErrors.invalidVpcState(
      `${where} The specified DB subnet group and DB instance are in the same VPC. Choose a DB subnet group in different VPC than the specified DB instance and try again.`,
    );
  }
  const covered = zonesOf(to);
  if (!covered.includes(zones.a) || !covered.includes(zones.b)) {
    throw rdsErrors.invalidSubnet(`The subnets don't cover the availability zones ${zones.a}, ${zones.b}.`);
  }
}
