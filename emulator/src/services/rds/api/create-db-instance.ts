import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { passwordVerifier } from "../../../runtimes/process/postgres/password-verifier.ts";
import { checkedMasterPassword } from "../state/identifiers.ts";
import { newDbInstance } from "../state/new-instance.ts";
import { valuesFor } from "../state/parameter-values.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { describe, zonesFor, type RdsContext } from "./rds-context.ts";

/** Answers with an instance in state `creating`; its servers come up in the background. */
export function createDbInstance(context: RdsContext): Handler<typeof rds, "CreateDBInstance"> {
  return async (input) => {
    const { fleet, parameterGroups, optionGroups, defaultCertificate } = context;
    const record = newDbInstance(input, {
      certificateAuthority: defaultCertificate.identifier,
      engineVersions: context.engines.versions,
      zones: zonesFor(context, input.DBSubnetGroupName),
      now: new Date(),
    });
    const appliedParameters = valuesFor(
      record,
      parameterGroups.getFor(record.engineVersion, record.parameterGroupName),
    );
    if (record.optionGroupName !== undefined) optionGroups.getFor(record.engineVersion, record.optionGroupName);
    if (input.MasterUserPassword === undefined) {
      throw rdsErrors.invalidValue("The parameter MasterUserPassword must be provided and must not be blank.");
    }
    await context.engines.install(record.engineVersion);
    const verifier = await passwordVerifier(checkedMasterPassword(input.MasterUserPassword));
    if (fleet.records.get(record.identifier)) throw rdsErrors.instanceAlreadyExists();
    fleet.keepMasterPassword(record.resourceId, verifier);
    const created = { ...record, appliedParameters };
    fleet.records.put(record.identifier, created);
    void context.lifecycle.create(record.identifier);
    return { DBInstance: await describe(context, created) };
  };
}
