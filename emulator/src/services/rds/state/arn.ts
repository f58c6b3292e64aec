import type { Instance } from "../../../instance/instance.ts";
import { rdsErrors } from "./rds-errors.ts";

export type RdsResourceType = "db" | "es" | "og" | "pg" | "snapshot" | "subgrp";

export interface RdsResource {
  readonly type: RdsResourceType;
  readonly name: string;
}

export function rdsArn(
  instance: Pick<Instance, "region" | "accountId">,
  type: RdsResourceType | "auto-backup",
  name: string,
): string {
  return `arn:aws:rds:${instance.region}:${instance.accountId}:${type}:${name}`;
}

/** Throws `InvalidParameterValue` for anything but an ARN of one of this account's resources in this region. */
export function parseRdsArn(instance: Pick<Instance, "region" | "accountId">, arn: string): RdsResource {
  const match = /^arn:aws:rds:([^:]*):([^:]*):(db|es|og|pg|snapshot|subgrp):(.+)$/.exec(arn);
  if (!match || match[1] !== instance.region || match[2] !== instance.accountId) {
    throw rdsErrors.invalidValue(`Invalid resource name: ${arn}`);
  }
  return { type: match[3] as RdsResourceType, name: match[4]! };
}

/** Snapshots may be of any region. Throws `InvalidParameterValue` for any other ARN. */
export function parseSnapshotArn(
  { accountId }: Pick<Instance, "accountId">,
  arn: string,
): { readonly region: string; readonly name: string } {
  const match = /^arn:aws:rds:([a-z0-9-]+):([^:]*):snapshot:((?:rds:)?[^:]+)$/.exec(arn);
  if (!match || match[2] !== accountId) throw rdsErrors.invalidValue(`Invalid resource name: ${arn}`);
  return { region: match[1]!, name: match[3]! };
}
