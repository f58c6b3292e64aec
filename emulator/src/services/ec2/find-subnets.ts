import { EmulatorError } from "../../errors.ts";
import type { Instance } from "../../instance/instance.ts";
import { queryApi, type QueryApi } from "../query-api.ts";

/** A VPC subnet as EC2 knows it. */
export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
}

/** Looks subnets up; those that don't exist are left out. */
export type FindSubnets = (ids: readonly string[]) => Promise<Subnet[]>;

/**
 * Asks EC2 behind the instance's endpoint, one subnet a request, because EC2 fails a whole request for one unknown
 * subnet. The one operation is asked for by hand, since no EC2 client is needed for anything else.
 */
export function ec2Subnets(instance: Pick<Instance, "endpointUrl" | "region">): FindSubnets {
  const ec2 = queryApi(instance, "ec2", "2016-11-15");
  return async (ids) => {
    const subnets = await Promise.all(ids.map((id) => describeSubnet(ec2, id)));
    return subnets.filter((subnet) => subnet !== undefined);
  };
}

async function describeSubnet(ec2: QueryApi, id: string): Promise<Subnet | undefined> {
  const { status, body } = await ec2("DescribeSubnets", { "SubnetId.1": id });
  if (status >= 500) {
    throw new EmulatorError("LocalStackUnavailable", `EC2 did not describe subnet ${id}: ${body.slice(0, 200)}`);
  }
  return status === 200 ? parseSubnet(body) : undefined;
}

/** The one subnet of a DescribeSubnetsResponse. */
export function parseSubnet(xml: string): Subnet | undefined {
  const member = (name: string): string | undefined => new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  const [id, vpcId, zone] = [member("subnetId"), member("vpcId"), member("availabilityZone")];
  return id && vpcId && zone ? { id, vpcId, zone } : undefined;
}
