import { isIPv4 } from "node:net";
import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { targetKey } from "../backend/proxy-config.ts";
import { elbv2Error } from "../state/errors.ts";
import { checkPort } from "../state/ports.ts";
import type { TargetRecord } from "../state/records.ts";
import type { Elbv2Context } from "./context.ts";

const TARGETS_MAX = 1_000;

/** A draining target that is registered again starts anew. */
export const registerTargets =
  ({ state, dataPlane, deregistration }: Elbv2Context): Handler<typeof sdk, "RegisterTargets"> =>
  async (input) => {
    const group = state.targetGroup(input.TargetGroupArn);
    const targets = new Map(group.targets.map((target) => [targetKey(target), target]));
    for (const { Id = "", Port, AvailabilityZone } of input.Targets ?? []) {
      // On AWS an address must belong to the VPC; what belongs to this machine alone is its loopback network.
      if (!isIPv4(Id) || !Id.startsWith("127.")) {
        throw elbv2Error.invalidTarget(`The IP address '${Id}' is not a loopback address of this machine`);
      }
      const zone = AvailabilityZone === undefined ? {} : { availabilityZone: AvailabilityZone };
      const target: TargetRecord = { id: Id, port: checkPort(Port ?? group.port), ...zone };
      const known = targets.get(targetKey(target));
      if (known && known.drainingUntil === undefined) continue;
      dataPlane.forgetHealth(group.arn, targetKey(target));
      targets.set(targetKey(target), target);
    }
    if (targets.size > TARGETS_MAX)
      throw elbv2Error.tooMany("TooManyTargets", "targets of a target group", TARGETS_MAX);
    state.targetGroups.put(group.arn, { ...group, targets: [...targets.values()] });
    await dataPlane.syncTargetGroup(group.arn);
    await deregistration.advance(group.arn);
    return {};
  };
