import { elbv2Error } from "../state/errors.ts";
import type { LoadBalancerRecord } from "../state/records.ts";
import type { SubnetLookup } from "./context.ts";

interface SubnetInput {
  readonly Subnets?: readonly string[] | undefined;
  readonly SubnetMappings?: readonly { readonly SubnetId?: string | undefined }[] | undefined;
}

/**
 * The zones and the VPC of a load balancer's subnets. Throws `ValidationError`, `SubnetNotFound` or
 * `InvalidConfigurationRequest` as AWS does for an Application Load Balancer.
 */
export async function zonesOf(
  input: SubnetInput,
  network: SubnetLookup,
): Promise<Pick<LoadBalancerRecord, "zones" | "vpcId">> {
  const mapped = (input.SubnetMappings ?? []).map(({ SubnetId = "" }) => SubnetId);
  const ids = [...new Set(input.Subnets?.length ? input.Subnets : mapped)];
  if (ids.length === 0) throw elbv2Error.validation("At least one subnet must be specified");
  const byId = new Map((await network.subnets(ids)).map((subnet) => [subnet.id, subnet]));
  const subnets = ids.map((id) => {
    const subnet = byId.get(id);
    if (!subnet) throw elbv2Error.subnetNotFound(id);
    return subnet;
  });
  const zones = new Set(subnets.map(({ zone }) => zone));
  if (zones.size < subnets.length) {
    throw elbv2Error.invalidConfiguration(
      "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    );
  }
  if (zones.size < 2) {
    throw elbv2Error.validation("At least two subnets in two different Availability Zones must be specified");
  }
  const [vpcId = "", ...otherVpcs] = new Set(subnets.map((subnet) => subnet.vpcId));
  if (otherVpcs.length > 0) throw elbv2Error.invalidConfiguration("All subnets must belong to the same VPC");
  return { vpcId, zones: subnets.map(({ id, zone }) => ({ ZoneName: zone, SubnetId: id })) };
}
