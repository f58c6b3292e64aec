import type * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../wire/aws-error.ts";
import type { CallContext, Handlers } from "../../../wire/handlers.ts";
import type { TargetGroups } from "./target-groups.ts";

type Elbv2 = Required<Pick<Handlers<typeof elbv2>, "RegisterTargets" | "DeregisterTargets" | "DescribeTargetHealth">>;

/** Target groups through the handlers of the load balancer service in this process. */
export function elbv2TargetGroups(handlers: Elbv2, context: CallContext): TargetGroups {
  return {
    registerTargets: async (TargetGroupArn, { address, port }) => {
      await handlers.RegisterTargets({ TargetGroupArn, Targets: [{ Id: address, Port: port }] }, context);
    },
    deregisterTargets: async (TargetGroupArn, { address, port }) => {
      await handlers.DeregisterTargets({ TargetGroupArn, Targets: [{ Id: address, Port: port }] }, context);
    },
    describeTargetHealth: async (TargetGroupArn) => {
      try {
        const { TargetHealthDescriptions } = await handlers.DescribeTargetHealth({ TargetGroupArn }, context);
        return (TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
          address: Target?.Id ?? "",
          port: Target?.Port ?? 0,
          state: TargetHealth?.State ?? "unused",
          ...(TargetHealth?.Description === undefined ? {} : { description: TargetHealth.Description }),
        }));
      } catch (error) {
        if (error instanceof AwsError && error.code.startsWith("TargetGroupNotFound")) return undefined;
        throw error;
      }
    },
  };
}
