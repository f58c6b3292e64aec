import type * as rds from "@aws-sdk/client-rds";
import { passwordVerifier } from "../../../runtimes/process/postgres/password-verifier.ts";
import type { Handler } from "../../../wire/handlers.ts";
import type { RdsEventId } from "../backend/event-log.ts";
import type { DbInstanceRecord } from "../state/db-instance.ts";
import { checkedMasterPassword } from "../state/identifiers.ts";
import { modifiedDbInstance } from "../state/modify-instance.ts";
import { immediateParameters } from "../state/parameter-group.ts";
import { describe, type RdsContext } from "./rds-context.ts";

/** Answers with what was changed at once and what is pending; servers follow in the background. */
export function modifyDbInstance(context: RdsContext): Handler<typeof rds, "ModifyDBInstance"> {
  return async (input) => {
    const { fleet, lifecycle, parameterGroups, catalogue } = context;
    const record = fleet.record(input.DBInstanceIdentifier!);
    const password = input.MasterUserPassword && checkedMasterPassword(input.MasterUserPassword);
    const modified = modifiedDbInstance(record, input, [context.binaries.version]);
    const group = parameterGroups.get(modified.parameterGroupName);
    const verifier = password && (await passwordVerifier(password));
    if (verifier) fleet.keepMasterPassword(record.resourceId, verifier);
    const status = verifier ? "resetting-master-credentials" : "modifying";
    const saved: DbInstanceRecord = { ...modified, status };
    fleet.records.put(record.identifier, saved);
    if (modified.parameterGroupName !== record.parameterGroupName) {
      const applied = immediateParameters(record.appliedParameters, group, catalogue);
      void lifecycle.applyParameters(record.identifier, applied);
    }
    void lifecycle.modify(record.identifier, eventsOf(record, modified));
    const shown = await describe(context, saved);
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
