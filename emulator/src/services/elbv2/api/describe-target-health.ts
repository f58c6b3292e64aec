import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { targetKey } from "../backend/proxy-config.ts";
import type { TargetGroupRecord, TargetRecord } from "../state/records.ts";
import { NOT_REGISTERED, targetHealth } from "../state/target-health.ts";
import type { Elbv2Context } from "./context.ts";

export const describeTargetHealth =
  ({ state, dataPlane }: Elbv2Context): Handler<typeof sdk, "DescribeTargetHealth"> =>
  async (input) => {
    const group = state.targetGroup(input.TargetGroupArn);
    const isInUse = state.loadBalancerOf(group.arn) !== undefined;
    const describe = (target: TargetRecord): sdk.TargetHealthDescription => ({
      ...identityOf(target, group),
      TargetHealth: targetHealth(target, isInUse, dataPlane.health(group.arn, targetKey(target))),
    });
    if (!input.Targets?.length) return { TargetHealthDescriptions: group.targets.map(describe) };
    const asked = input.Targets.map(({ Id = "", Port = group.port }): sdk.TargetHealthDescription => {
      const target = group.targets.find(({ id, port }) => id === Id && port === Port);
      return target ? describe(target) : { Target: { Id, Port }, TargetHealth: NOT_REGISTERED };
    });
    return { TargetHealthDescriptions: asked };
  };

function identityOf(target: TargetRecord, { healthCheck }: TargetGroupRecord): sdk.TargetHealthDescription {
  const { id, port, availabilityZone } = target;
  return {
    Target: { Id: id, Port: port, ...(availabilityZone === undefined ? {} : { AvailabilityZone: availabilityZone }) },
    HealthCheckPort: healthCheck.port === "traffic-port" ? `${port}` : healthCheck.port,
  };
}
