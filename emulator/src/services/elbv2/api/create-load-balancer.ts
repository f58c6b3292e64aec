import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { privilegedPortOffset } from "../backend/privileged-ports.ts";
import { newArn } from "../state/arns.ts";
import { describeLoadBalancer } from "../state/describe.ts";
import { elbv2Error } from "../state/errors.ts";
import { checkLoadBalancerName } from "../state/names.ts";
import type { LoadBalancerRecord } from "../state/records.ts";
import { addTags } from "../state/tags.ts";
import { addressIdentifier, type Elbv2Context } from "./context.ts";
import { zonesOf } from "./zones.ts";

/** Answers with the load balancer `provisioning`; it turns `active` when its proxy runs. */
export const createLoadBalancer =
  (context: Elbv2Context): Handler<typeof sdk, "CreateLoadBalancer"> =>
  async (input) => {
    const { state, addresses, network, instance } = context;
    const name = input.Name ?? "";
    checkLoadBalancerName(name);
    if ((input.Type ?? "application") !== "application") throw elbv2Error.notEmulated(`The type '${input.Type}'`);
    const settings = {
      ...(await zonesOf(input, network)),
      scheme: input.Scheme ?? ("internet-facing" as const),
      ipAddressType: input.IpAddressType ?? ("ipv4" as const),
      securityGroups: input.SecurityGroups ?? [],
    };
    const tags = addTags({}, input.Tags);
    const address = addresses.reserve(addressIdentifier(name));
    const offset = await privilegedPortOffset(address);
    const existing = state.loadBalancers.list().find((record) => record.name === name);
    if (existing) {
      if (!hasSettings(existing, settings)) throw elbv2Error.duplicateLoadBalancerName(name);
      return { LoadBalancers: [describeLoadBalancer(existing)] };
    }
    const record: LoadBalancerRecord = {
      ...settings,
      arn: newArn.loadBalancer(instance, name),
      name,
      createdTime: new Date().toISOString(),
      state: "provisioning",
      address,
      privilegedPortOffset: offset,
      attributes: {},
      tags,
    };
    state.loadBalancers.put(record.arn, record);
    void context.dataPlane.bringUp(record.arn);
    return { LoadBalancers: [describeLoadBalancer(record)] };
  };

type Settings = Pick<LoadBalancerRecord, "zones" | "scheme" | "ipAddressType" | "securityGroups">;

function hasSettings(record: LoadBalancerRecord, settings: Settings): boolean {
  const comparable = ({ zones, scheme, ipAddressType, securityGroups }: Settings): string =>
    JSON.stringify([zones.map(({ SubnetId }) => SubnetId).sort(), scheme, ipAddressType, [...securityGroups].sort()]);
  return comparable(record) === comparable(settings);
}
