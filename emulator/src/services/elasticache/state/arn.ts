import type { Instance } from "../../../instance/instance.ts";
import { elasticacheErrors } from "./errors.ts";

type Account = Pick<Instance, "region" | "accountId">;

export type ElasticacheResourceType =
  "replicationgroup" | "cluster" | "subnetgroup" | "parametergroup" | "snapshot" | "user" | "usergroup";

export interface ElasticacheResource {
  readonly type: ElasticacheResourceType;
  readonly name: string;
}

export function elasticacheArn(account: Account, type: ElasticacheResourceType, name: string): string {
  return `arn:aws:elasticache:${account.region}:${account.accountId}:${type}:${name}`;
}

/** Throws `InvalidARN` for anything but an ARN of one of this account's resources in this region. */
export function parseElasticacheArn(account: Account, arn: string): ElasticacheResource {
  const match =
    /^arn:aws:elasticache:([^:]*):([^:]*):(replicationgroup|cluster|subnetgroup|parametergroup|snapshot|user|usergroup):([^:]+)$/.exec(
      arn,
    );
  if (!match || match[1] !== account.region || match[2] !== account.accountId) throw elasticacheErrors.invalidArn(arn);
  return { type: match[3] as ElasticacheResourceType, name: match[4]! };
}
