import { anyText, integer, oneOf, onlyDefault, type AttributeRules } from "./attributes.ts";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html */
export const TARGET_GROUP_ATTRIBUTES: AttributeRules = {
  "deregistration_delay.timeout_seconds": integer(300, 0, 3_600),
  "load_balancing.algorithm.type": {
    ...oneOf("round_robin", "least_outstanding_requests", "weighted_random"),
    notEmulated: (value) => value === "weighted_random",
  },
  "load_balancing.algorithm.anomaly_mitigation": onlyDefault(oneOf("off", "on")),
  "load_balancing.cross_zone.enabled": onlyDefault(oneOf("use_load_balancer_configuration", "true", "false")),
  "slow_start.duration_seconds": onlyDefault(integer(0, 0, 900)),
  "stickiness.enabled": onlyDefault(oneOf("false", "true")),
  "stickiness.type": oneOf("lb_cookie", "app_cookie"),
  "stickiness.lb_cookie.duration_seconds": integer(86_400, 1, 604_800),
  "stickiness.app_cookie.cookie_name": anyText(""),
  "stickiness.app_cookie.duration_seconds": integer(86_400, 1, 604_800),
  "target_group_health.dns_failover.minimum_healthy_targets.count": onlyDefault(anyText("1")),
  "target_group_health.dns_failover.minimum_healthy_targets.percentage": onlyDefault(anyText("off")),
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": onlyDefault(anyText("1")),
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": onlyDefault(anyText("off")),
};
