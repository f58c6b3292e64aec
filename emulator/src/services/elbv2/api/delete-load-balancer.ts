import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { attributeOf } from "../state/attributes.ts";
import { elbv2Error } from "../state/errors.ts";
import { LOAD_BALANCER_ATTRIBUTES } from "../state/load-balancer-attributes.ts";
import { addressIdentifier, type Elbv2Context } from "./context.ts";

/** Succeeds for one that does not exist, as on AWS. */
export const deleteLoadBalancer =
  ({ state, dataPlane, addresses }: Elbv2Context): Handler<typeof sdk, "DeleteLoadBalancer"> =>
  async (input) => {
    const record = state.loadBalancers.get(input.LoadBalancerArn ?? "");
    if (!record) return {};
    if (attributeOf(LOAD_BALANCER_ATTRIBUTES, record.attributes, "deletion_protection.enabled") === "true") {
      throw elbv2Error.operationNotPermitted(
        `Load balancer '${record.arn}' cannot be deleted because deletion protection is enabled`,
      );
    }
    state.removeLoadBalancer(record.arn);
    await dataPlane.remove(record.arn);
    addresses.release(addressIdentifier(record.name));
    return {};
  };
