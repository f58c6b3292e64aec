import type { Action, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";

/** Tags, by key, of any resource. */
export type Tags = Readonly<Record<string, string>>;

export interface LoadBalancerRecord {
  readonly arn: string;
  readonly name: string;
  readonly scheme: "internet-facing" | "internal";
  readonly vpcId: string;
  readonly zones: readonly { readonly ZoneName: string; readonly SubnetId: string }[];
  readonly securityGroups: readonly string[];
  readonly ipAddressType: "ipv4" | "dualstack" | "dualstack-without-public-ipv4";
  /** ISO 8601. */
  readonly createdTime: string;
  readonly state: "provisioning" | "active" | "failed";
  readonly stateReason?: string;
  /** The loopback address that it listens on. */
  readonly address: string;
  /** What is added to its privileged ports: 0 or 8000. */
  readonly privilegedPortOffset: number;
  /** Those that differ from AWS's defaults. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Tags;
}

export interface TargetGroupRecord {
  readonly arn: string;
  readonly name: string;
  readonly protocol: "HTTP" | "HTTPS";
  readonly port: number;
  readonly vpcId: string;
  readonly healthCheck: HealthCheckRecord;
  readonly attributes: Readonly<Record<string, string>>;
  readonly targets: readonly TargetRecord[];
  readonly tags: Tags;
}

export interface HealthCheckRecord {
  readonly protocol: "HTTP" | "HTTPS";
  /** A port's number or `traffic-port`. */
  readonly port: string;
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly httpCode: string;
}

export interface TargetRecord {
  readonly id: string;
  readonly port: number;
  readonly availabilityZone?: string;
  /** ISO 8601; set while it is being deregistered. */
  readonly drainingUntil?: string;
}

export interface ListenerRecord {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly protocol: "HTTP" | "HTTPS";
  readonly port: number;
  readonly sslPolicy?: string;
  readonly certificateArn?: string;
  readonly defaultActions: readonly Action[];
  readonly defaultRuleArn: string;
  readonly tags: Tags;
}

export interface RuleRecord {
  readonly arn: string;
  readonly listenerArn: string;
  readonly priority: number;
  readonly conditions: readonly RuleCondition[];
  readonly actions: readonly Action[];
  readonly tags: Tags;
}
