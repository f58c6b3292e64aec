import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { newArn } from "../state/arns.ts";
import { describeTargetGroup } from "../state/describe.ts";
import { elbv2Error } from "../state/errors.ts";
import { changeHealthCheck, DEFAULT_HEALTH_CHECK } from "../state/health-check.ts";
import { checkTargetGroupName } from "../state/names.ts";
import { checkPort } from "../state/ports.ts";
import type { TargetGroupRecord } from "../state/records.ts";
import { addTags } from "../state/tags.ts";
import type { Elbv2Context } from "./context.ts";

export const createTargetGroup =
  ({ state, instance }: Elbv2Context): Handler<typeof sdk, "CreateTargetGroup"> =>
  async (input) => {
    const name = input.Name ?? "";
    checkTargetGroupName(name);
    const settings = { ...protocolOf(input), port: checkPort(input.Port), vpcId: input.VpcId ?? "" };
    if (!settings.vpcId) throw elbv2Error.validation("A VPC ID must be specified");
    const check = changeHealthCheck(DEFAULT_HEALTH_CHECK, input);
    const tags = addTags({}, input.Tags);
    const existing = state.targetGroups.list().find((record) => record.name === name);
    if (existing) {
      const { protocol, port, vpcId, healthCheck } = existing;
      const isSame = JSON.stringify([{ protocol, port, vpcId }, healthCheck]) === JSON.stringify([settings, check]);
      if (!isSame) throw elbv2Error.duplicateTargetGroupName(name);
      return { TargetGroups: [describeTargetGroup(existing, state.loadBalancerOf(existing.arn)?.arn)] };
    }
    const arn = newArn.targetGroup(instance, name);
    const record: TargetGroupRecord = {
      ...settings,
      arn,
      name,
      healthCheck: check,
      attributes: {},
      targets: [],
      tags,
    };
    state.targetGroups.put(arn, record);
    return { TargetGroups: [describeTargetGroup(record, undefined)] };
  };

/** Only what an Application Load Balancer reaches by address over HTTP/1.1. */
function protocolOf(input: sdk.CreateTargetGroupInput): Pick<TargetGroupRecord, "protocol"> {
  const { Protocol, ProtocolVersion = "HTTP1", TargetType = "instance" } = input;
  if (TargetType !== "ip") throw elbv2Error.notEmulated(`The target type '${TargetType}'`);
  if (ProtocolVersion !== "HTTP1") throw elbv2Error.notEmulated(`The protocol version '${ProtocolVersion}'`);
  if (Protocol === undefined) throw elbv2Error.validation("A protocol must be specified");
  if (Protocol !== "HTTP" && Protocol !== "HTTPS") throw elbv2Error.notEmulated(`The target protocol '${Protocol}'`);
  return { protocol: Protocol };
}
