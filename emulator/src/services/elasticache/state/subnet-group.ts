import type { CacheSubnetGroup } from "@aws-sdk/client-elasticache";
import type { Subnet } from "../../ec2/find-subnets.ts";
import { elasticacheErrors } from "./errors.ts";

export interface SubnetGroupRecord {
  readonly name: string;
  readonly description: string;
  readonly subnets: Subnet[];
  readonly tags: Record<string, string>;
}

/** Throws AWS's error unless the subnets exist and are of one VPC. */
export function checkSubnets(asked: readonly string[], found: readonly Subnet[]): void {
  if (asked.length === 0) throw elasticacheErrors.invalidValue("The parameter SubnetIds must be provided.");
  const known = new Set(found.map(({ id }) => id));
  const missing = asked.filter((id) => !known.has(id));
  if (missing.length > 0) {
    throw elasticacheErrors.invalidSubnet(`Some input subnets in :[${missing.join(", ")}] are invalid.`);
  }
  if (new Set(found.map(({ vpcId }) => vpcId)).size > 1) {
    throw elasticacheErrors.invalidSubnet("The requested subnets are not all in the same VPC.");
  }
}

export function zonesOf(group: SubnetGroupRecord): string[] {
  return [...new Set(group.subnets.map(({ zone }) => zone))].sort();
}

export function describeSubnetGroup(group: SubnetGroupRecord, arn: string): CacheSubnetGroup {
  return {
    CacheSubnetGroupName: group.name,
    CacheSubnetGroupDescription: group.description,
    VpcId: group.subnets[0]?.vpcId,
    Subnets: group.subnets.map(({ id, zone }) => ({
      SubnetIdentifier: id,
      SubnetAvailabilityZone: { Name: zone },
      SupportedNetworkTypes: ["ipv4"],
    })),
    ARN: arn,
    SupportedNetworkTypes: ["ipv4"],
  };
}
