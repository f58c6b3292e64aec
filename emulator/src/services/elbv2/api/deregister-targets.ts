import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { targetKey } from "../backend/proxy-config.ts";
import { attributeOf } from "../state/attributes.ts";
import { TARGET_GROUP_ATTRIBUTES } from "../state/target-group-attributes.ts";
import type { Elbv2Context } from "./context.ts";

/** Targets drain for the deregistration delay; one that is not registered is ignored, as on AWS. */
export const deregisterTargets =
  ({ state, dataPlane, deregistration }: Elbv2Context): Handler<typeof sdk, "DeregisterTargets"> =>
  async (input) => {
    const group = state.targetGroup(input.TargetGroupArn);
    const gone = new Set(
      (input.Targets ?? []).map(({ Id = "", Port = group.port }) => targetKey({ id: Id, port: Port })),
    );
    const delay = attributeOf(TARGET_GROUP_ATTRIBUTES, group.attributes, "deregistration_delay.timeout_seconds");
    const delayMs = state.loadBalancerOf(group.arn) ? Number(delay) * 1000 : 0;
    const drainingUntil = new Date(Date.now() + delayMs).toISOString();
    const targets = group.targets.map((target) =>
      gone.has(targetKey(target)) && target.drainingUntil === undefined ? { ...target, drainingUntil } : target,
    );
    state.targetGroups.put(group.arn, { ...group, targets });
    await dataPlane.syncTargetGroup(group.arn);
    await deregistration.advance(group.arn);
    return {};
  };
