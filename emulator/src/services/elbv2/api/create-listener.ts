import type * as sdk from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Handler } from "../../../wire/handlers.ts";
import { newArn } from "../state/arns.ts";
import { describeListener } from "../state/describe.ts";
import { elbv2Error } from "../state/errors.ts";
import { checkPort } from "../state/ports.ts";
import type { ListenerRecord } from "../state/records.ts";
import { addTags } from "../state/tags.ts";
import type { Elbv2Context } from "./context.ts";
import { checkActions, checkProtocol, tlsSettings } from "./listener-settings.ts";
import { serveListener } from "./serve-listener.ts";

const LISTENERS_MAX = 50;

/** Answers once the listener accepts connections. */
export const createListener =
  (context: Elbv2Context): Handler<typeof sdk, "CreateListener"> =>
  async (input) => {
    const { state } = context;
    const loadBalancer = state.loadBalancer(input.LoadBalancerArn);
    const protocol = checkProtocol(input.Protocol);
    const port = checkPort(input.Port);
    if (input.AlpnPolicy?.length) throw elbv2Error.unsupportedProtocol("ALPN");
    if ((input.MutualAuthentication?.Mode ?? "off") !== "off") throw elbv2Error.notEmulated("Mutual authentication");
    const others = state.listenersOf(loadBalancer.arn);
    if (others.some((listener) => listener.port === port)) throw elbv2Error.duplicateListener(loadBalancer.arn);
    if (others.length >= LISTENERS_MAX) {
      throw elbv2Error.tooMany("TooManyListeners", "listeners of a load balancer", LISTENERS_MAX);
    }
    const arn = newArn.listener(loadBalancer.arn);
    const listener: ListenerRecord = {
      arn,
      loadBalancerArn: loadBalancer.arn,
      protocol,
      port,
      ...tlsSettings(protocol, input, {}, context),
      defaultActions: checkActions(input.DefaultActions, loadBalancer.arn, context),
      defaultRuleArn: newArn.rule(arn),
      tags: addTags({}, input.Tags),
    };
    await serveListener(listener, undefined, context);
    return { Listeners: [describeListener(listener)] };
  };
