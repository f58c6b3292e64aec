import type { Listener, LoadBalancer, Rule, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ListenerRecord, LoadBalancerRecord, RuleRecord, TargetGroupRecord } from "./records.ts";

/** The Route 53 zone of load balancers in us-east-1. */
const CANONICAL_HOSTED_ZONE_ID = "Z35SXDOTRQ7X7K";

export function describeLoadBalancer(record: LoadBalancerRecord): LoadBalancer {
  return {
    LoadBalancerArn: record.arn,
    DNSName: dnsName(record),
    CanonicalHostedZoneId: CANONICAL_HOSTED_ZONE_ID,
    CreatedTime: new Date(record.createdTime),
    LoadBalancerName: record.name,
    Scheme: record.scheme,
    VpcId: record.vpcId,
    State: { Code: record.state, ...(record.stateReason === undefined ? {} : { Reason: record.stateReason }) },
    Type: "application",
    AvailabilityZones: record.zones.map((zone) => ({ ...zone, LoadBalancerAddresses: [] })),
    SecurityGroups: [...record.securityGroups],
    IpAddressType: record.ipAddressType,
  };
}

/** What HTTPS clients put after `https://`: the address, and the port where 443 had to move. */
export function dnsName({ address, privilegedPortOffset }: LoadBalancerRecord): string {
  return privilegedPortOffset === 0 ? address : `${address}:${443 + privilegedPortOffset}`;
}

export function describeTargetGroup(record: TargetGroupRecord, loadBalancerArn: string | undefined): TargetGroup {
  const { healthCheck } = record;
  return {
    TargetGroupArn: record.arn,
    TargetGroupName: record.name,
    Protocol: record.protocol,
    ProtocolVersion: "HTTP1",
    Port: record.port,
    VpcId: record.vpcId,
    HealthCheckProtocol: healthCheck.protocol,
    HealthCheckPort: healthCheck.port,
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    HealthCheckPath: healthCheck.path,
    Matcher: { HttpCode: healthCheck.httpCode },
    LoadBalancerArns: loadBalancerArn === undefined ? [] : [loadBalancerArn],
    TargetType: "ip",
    IpAddressType: "ipv4",
  };
}

export function describeListener(record: ListenerRecord): Listener {
  return {
    ListenerArn: record.arn,
    LoadBalancerArn: record.loadBalancerArn,
    Port: record.port,
    Protocol: record.protocol,
    ...(record.certificateArn === undefined ? {} : { Certificates: [{ CertificateArn: record.certificateArn }] }),
    ...(record.sslPolicy === undefined ? {} : { SslPolicy: record.sslPolicy }),
    DefaultActions: [...record.defaultActions],
  };
}

export function describeRule(record: RuleRecord): Rule {
  return {
    RuleArn: record.arn,
    Priority: `${record.priority}`,
    Conditions: [...record.conditions],
    Actions: [...record.actions],
    IsDefault: false,
  };
}

export function describeDefaultRule(listener: ListenerRecord): Rule {
  return {
    RuleArn: listener.defaultRuleArn,
    Priority: "default",
    Conditions: [],
    Actions: [...listener.defaultActions],
    IsDefault: true,
  };
}
