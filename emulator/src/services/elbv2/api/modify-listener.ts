import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { describeListener } from "../state/describe.ts";
import { elbv2Error } from "../state/errors.ts";
import { checkPort } from "../state/ports.ts";
import type { ListenerRecord } from "../state/records.ts";
import type { Elbv2Context } from "./context.ts";
import { checkActions, checkProtocol, tlsSettings } from "./listener-settings.ts";
import { serveListener } from "./serve-listener.ts";

export const modifyListener =
  (context: Elbv2Context): Handler<typeof sdk, "ModifyListener"> =>
  async (input) => {
    const { state } = context;
    const before = state.listener(input.ListenerArn);
    const { sslPolicy, certificateArn, ...kept } = before;
    const tls = {
      ...(sslPolicy === undefined ? {} : { sslPolicy }),
      ...(certificateArn === undefined ? {} : { certificateArn }),
    };
    const protocol = checkProtocol(input.Protocol ?? before.protocol);
    const port = checkPort(input.Port ?? before.port);
    const others = state.listenersOf(before.loadBalancerArn).filter(({ arn }) => arn !== before.arn);
    if (others.some((listener) => listener.port === port)) throw elbv2Error.duplicateListener(before.loadBalancerArn);
    const listener: ListenerRecord = {
      ...kept,
      protocol,
      port,
      ...tlsSettings(protocol, input, tls, context),
      defaultActions: input.DefaultActions?.length
        ? checkActions(input.DefaultActions, before.loadBalancerArn, context)
        : before.defaultActions,
    };
    await serveListener(listener, before, context);
    return { Listeners: [describeListener(listener)] };
  };
