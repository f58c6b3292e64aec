import type { DBSubnetGroup } from "@aws-sdk/client-rds";
import type { Subnet } from "../../ec2/find-subnets.ts";
import { rdsErrors } from "./rds-errors.ts";

export interface SubnetGroupRecord {
  readonly name: string;
  readonly description: string;
  readonly subnets: Subnet[];
  readonly tags: Record<string, string>;
}

/** Throws AWS's error unless the subnets exist, are of one VPC, and cover two zones. */
export function checkSubnets(asked: readonly string[], found: readonly Subnet[]): void {
  const known = new Set(found.map(({ id }) => id));
  const missing = asked.filter((id) => !known.has(id));
  if (missing.length > 0) {
    throw rdsErrors.invalidSubnet(`Some input subnets in :[${missing.join(", ")}] are invalid.`);
  }
  if (new Set(found.map(({ vpcId }) => vpcId)).size > 1) {
    throw rdsErrors.invalidSubnet("The requested subnets are not all in the same VPC.");
  }
  if (new Set(found.map(({ zone }) => zone)).size < 2) throw rdsErrors.subnetGroupTooSmall();
}

export function zonesOf(group: SubnetGroupRecord): string[] {
  return [...new Set(group.subnets.map(({ zone }) => zone))].sort();
}

export function describeSubnetGroup(group: SubnetGroupRecord, arn: string): DBSubnetGroup {
  return {
    DBSubnetGroupName: group.name,
    DBSubnetGroupDescription: group.description,
    DBSubnetGroupArn: arn,
    VpcId: group.subnets[0]?.vpcId,
    SubnetGroupStatus: "Complete",
    SupportedNetworkTypes: ["IPV4"],
    Subnets: group.subnets.map(({ id, zone }) => ({
      SubnetIdentifier: id,
      SubnetAvailabilityZone: { Name: zone },
      SubnetOutpost: {},
      SubnetStatus: "Active",
    })),
  };
}
