import { EmulatorError } from "../../errors.ts";
import type { Instance } from "../../instance/instance.ts";

const DEADLINE_MS = 30_000;

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
  return async (ids) => {
    const subnets = await Promise.all(ids.map((id) => describeSubnet(instance, id)));
    return subnets.filter((subnet) => subnet !== undefined);
  };
}

async function describeSubnet(
  { endpointUrl, region }: Pick<Instance, "endpointUrl" | "region">,
  id: string,
): Promise<Subnet | undefined> {
  const date = new Date().toISOString().slice(0, 10).replaceAll("-", "");
  const response = await fetch(endpointUrl, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: `AWS4-HMAC-SHA256 Credential=test/${date}/${region}/ec2/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Action: "DescribeSubnets", Version: "2016-11-15", "SubnetId.1": id }),
    signal: AbortSignal.timeout(DEADLINE_MS),
  });
  const text = await response.text();
  if (response.status >= 500) {
    throw new EmulatorError("LocalStackUnavailable", `EC2 did not describe subnet ${id}: ${text.slice(0, 200)}`);
  }
  return response.ok ? parseSubnet(text) : undefined;
}

/** The one subnet of a DescribeSubnetsResponse. */
export function parseSubnet(xml: string): Subnet | undefined {
  const member = (name: string): string | undefined => new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1];
  const [id, vpcId, zone] = [member("subnetId"), member("vpcId"), member("availabilityZone")];
  return id && vpcId && zone ? { id, vpcId, zone } : undefined;
}
