import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { elbv2Error } from "./errors.ts";

const TARGET_GROUPS_MAX = 5;
const WEIGHT_MAX = 999;
const BODY_BYTES_MAX = 1_024;
const CONTENT_TYPES = ["text/plain", "text/css", "text/html", "application/javascript", "application/json"];
/** Each component's default keeps the request's own. */
const REDIRECT_DEFAULTS = {
  Protocol: "#{protocol}",
  Port: "#{port}",
  Host: "#{host}",
  Path: "/#{path}",
  Query: "#{query}",
} as const;

/**
 * Checks a listener's or a rule's actions and fills in AWS's defaults, as they are then described. Throws
 * `InvalidLoadBalancerAction` or `ValidationError`; authentication is refused.
 */
export function normalizeActions(actions: readonly Action[] | undefined): Action[] {
  const [action, ...others] = [...(actions ?? [])].sort((one, other) => (one.Order ?? 0) - (other.Order ?? 0));
  if (!action) throw elbv2Error.validation("At least one action must be specified");
  const order = action.Order === undefined ? {} : { Order: action.Order };
  const normal = { ...order, ...normalize(action) };
  if (others.length > 0) {
    throw elbv2Error.invalidAction("Exactly one forward, redirect or fixed-response action must be specified");
  }
  return [normal];
}

function normalize(action: Action): Action {
  switch (action.Type) {
    case "forward":
      return forward(action);
    case "redirect":
      return redirect(action);
    case "fixed-response":
      return fixedResponse(action);
    case "authenticate-cognito":
    case "authenticate-oidc":
    case "jwt-validation":
      throw elbv2Error.notEmulated(`The action type '${action.Type}'`);
    case undefined:
    default:
      throw elbv2Error.validation(
        `Action type '${String(action.Type)}' must be one of 'forward, redirect, fixed-response'`,
      );
  }
}

export function targetGroupArnsOf(actions: readonly Action[]): string[] {
  return actions.flatMap((action) =>
    (action.ForwardConfig?.TargetGroups ?? []).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []),
  );
}

function forward(action: Action): Action {
  const single = action.TargetGroupArn === undefined ? [] : [{ TargetGroupArn: action.TargetGroupArn, Weight: 1 }];
  const groups = (action.ForwardConfig?.TargetGroups ?? single).map((group) => ({
    ...group,
    Weight: group.Weight ?? 1,
  }));
  if (groups.length === 0) throw elbv2Error.validation("A forward action must specify a target group");
  if (groups.length > TARGET_GROUPS_MAX) {
    throw elbv2Error.tooMany("TooManyTargetGroups", "target groups of an action", TARGET_GROUPS_MAX);
  }
  const weight = groups.map((group) => group.Weight).find((value) => !(value >= 0 && value <= WEIGHT_MAX));
  if (weight !== undefined) throw elbv2Error.validation(`Weight '${weight}' must be between 0 and ${WEIGHT_MAX}`);
  if (action.ForwardConfig?.TargetGroupStickinessConfig?.Enabled)
    throw elbv2Error.notEmulated("Target group stickiness");
  const [first] = groups;
  return {
    Type: "forward",
    ...(groups.length === 1 ? { TargetGroupArn: first?.TargetGroupArn } : {}),
    ForwardConfig: { TargetGroups: groups, TargetGroupStickinessConfig: { Enabled: false } },
  };
}

function redirect({ RedirectConfig }: Action): Action {
  const { Protocol, Port, Host, Path, Query, StatusCode } = RedirectConfig ?? {};
  const config = {
    Protocol: Protocol ?? REDIRECT_DEFAULTS.Protocol,
    Port: Port ?? REDIRECT_DEFAULTS.Port,
    Host: Host ?? REDIRECT_DEFAULTS.Host,
    Path: Path ?? REDIRECT_DEFAULTS.Path,
    Query: Query ?? REDIRECT_DEFAULTS.Query,
    StatusCode,
  };
  if (StatusCode !== "HTTP_301" && StatusCode !== "HTTP_302") {
    throw elbv2Error.validation(`Redirect status code '${String(StatusCode)}' must be HTTP_301 or HTTP_302`);
  }
  if (!/^(HTTP|HTTPS|#\{protocol\})$/.test(config.Protocol)) {
    throw elbv2Error.validation(`Redirect protocol '${config.Protocol}' must be HTTP, HTTPS or #{protocol}`);
  }
  const port = Number(config.Port);
  if (config.Port !== "#{port}" && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw elbv2Error.validation(`Redirect port '${config.Port}' must be between 1 and 65535 or #{port}`);
  }
  if (!config.Path.startsWith("/")) throw elbv2Error.validation(`Redirect path '${config.Path}' must start with '/'`);
  const isSame = Object.entries(REDIRECT_DEFAULTS).every(
    ([name, value]) => config[name as keyof typeof config] === value,
  );
  if (isSame)
    throw elbv2Error.invalidAction("The redirect configuration must change protocol, host, port, path or query");
  return { Type: "redirect", RedirectConfig: config };
}

function fixedResponse({ FixedResponseConfig }: Action): Action {
  const { StatusCode, ContentType = "text/plain", MessageBody } = FixedResponseConfig ?? {};
  if (!/^(2|4|5)\d\d$/.test(StatusCode ?? "")) {
    throw elbv2Error.validation(`Fixed-response status code '${StatusCode}' must be 2XX, 4XX or 5XX`);
  }
  if (!CONTENT_TYPES.includes(ContentType)) {
    throw elbv2Error.validation(`Content type '${ContentType}' must be one of '${CONTENT_TYPES.join(", ")}'`);
  }
  if (Buffer.byteLength(MessageBody ?? "") > BODY_BYTES_MAX) {
    throw elbv2Error.validation(`A fixed response's message body is at most ${BODY_BYTES_MAX} bytes long`);
  }
  return {
    Type: "fixed-response",
    FixedResponseConfig: { StatusCode, ContentType, ...(MessageBody === undefined ? {} : { MessageBody }) },
  };
}
