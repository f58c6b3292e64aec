import type * as rds from "@aws-sdk/client-rds";
import { passwordVerifier } from "../../../runtimes/process/postgres/password-verifier.ts";
import type { Handler } from "../../../wire/handlers.ts";
import type { RdsEventId } from "../backend/event-log.ts";
import type { DbInstanceRecord } from "../state/db-instance.ts";
import { checkedMasterPassword } from "../state/identifiers.ts";
import { modifiedDbInstance } from "../state/modify-instance.ts";
import { checkMove } from "../state/modify-rules.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { describe, subnetGroup, type RdsContext } from "./rds-context.ts";

/** Answers with what was changed at once and what is pending; servers follow in the background. */
export function modifyDbInstance(context: RdsContext): Handler<typeof rds, "ModifyDBInstance"> {
  return async (input) => {
    const { fleet, lifecycle, parameterGroups, optionGroups } = context;
    const { identifier, resourceId } = fleet.record(input.DBInstanceIdentifier!);
    const password = input.MasterUserPassword;
    const verifier = password === undefined ? undefined : await passwordVerifier(checkedMasterPassword(password));
    const record = fleet.record(identifier);
    const modified = modifiedDbInstance(record, input, context.engines.versions);
    if (input.BackupRetentionPeriod === 0 && fleet.replicasOf(record).length > 0) {
      throw rdsErrors.invalidInstanceState("Automated backups cannot be disabled while there are read replicas.");
    }
    parameterGroups.getFor(modified.engineVersion, modified.parameterGroupName);
    if (input.OptionGroupName !== undefined) optionGroups.getFor(modified.engineVersion, input.OptionGroupName);
    if (input.DBSubnetGroupName !== undefined && input.DBSubnetGroupName.toLowerCase() !== record.subnetGroupName) {
      const current = record.subnetGroupName === undefined ? undefined : subnetGroup(context, record.subnetGroupName);
      checkMove(record, current, subnetGroup(context, input.DBSubnetGroupName));
    }
    const name = modified.pending.DBInstanceIdentifier;
    if (name !== undefined && fleet.records.get(name)) throw rdsErrors.instanceAlreadyExists();
    if (verifier) fleet.keepMasterPassword(resourceId, verifier);
    const saved: DbInstanceRecord = { ...modified, status: verifier ? "resetting-master-credentials" : "modifying" };
    fleet.records.put(identifier, saved);
    const changesStandby = record.settings.MultiAZ !== modified.settings.MultiAZ;
    const shown = await describe(context, saved);
    const renames = name !== undefined && input.ApplyImmediately === true;
    if (renames) void lifecycle.rename(saved, name);
    void lifecycle.modify(renames ? name : identifier, changesStandby, eventsOf(record, modified));
    const pending = { ...shown.PendingModifiedValues, ...(verifier && { MasterUserPassword: "****" }) };
    return { DBInstance: { ...shown, PendingModifiedValues: pending } };
  };
}

function eventsOf({ settings: before }: DbInstanceRecord, { settings: after }: DbInstanceRecord): RdsEventId[] {
  return [
    ...(before.DBInstanceClass !== after.DBInstanceClass ? (["RDS-EVENT-0014"] as const) : []),
    ...(before.AllocatedStorage !== after.AllocatedStorage ? (["RDS-EVENT-0017"] as const) : []),
    ...(!before.MultiAZ && after.MultiAZ ? (["RDS-EVENT-0025"] as const) : []),
    ...(before.MultiAZ && !after.MultiAZ ? (["RDS-EVENT-0030"] as const) : []),
  ];
}
