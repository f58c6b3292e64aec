import type { Action, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ImportedCertificates } from "../../acm/imported-certificates.ts";
import { attributeOf } from "../state/attributes.ts";
import type { Elbv2State } from "../state/elbv2-state.ts";
import { LOAD_BALANCER_ATTRIBUTES } from "../state/load-balancer-attributes.ts";
import type { ListenerRecord, LoadBalancerRecord, TargetGroupRecord } from "../state/records.ts";
import { DEFAULT_SSL_POLICY, sslPolicy } from "../state/ssl-policies.ts";
import { TARGET_GROUP_ATTRIBUTES } from "../state/target-group-attributes.ts";
import { boundPort } from "./privileged-ports.ts";
import type {
  ActionConfig,
  ConditionConfig,
  ListenerConfig,
  ProxyAttributes,
  ProxyConfig,
  TargetGroupConfig,
  TlsConfig,
} from "./proxy-config.ts";

/** What the worker of a load balancer needs to know, from the saved control plane. */
export function proxyConfigOf(
  loadBalancer: LoadBalancerRecord,
  state: Elbv2State,
  certificates: ImportedCertificates,
): ProxyConfig {
  return {
    address: loadBalancer.address,
    attributes: attributesOf(loadBalancer),
    listeners: state.listenersOf(loadBalancer.arn).map((listener) => ({
      ...listenerOf(listener, loadBalancer.privilegedPortOffset, certificates),
      rules: [
        ...state.rulesOf(listener.arn).map(({ conditions, actions }) => ({
          conditions: conditions.map(conditionOf),
          action: actionOf(actions),
        })),
        { conditions: [], action: actionOf(listener.defaultActions) },
      ],
    })),
    targetGroups: [...state.targetGroupArnsOf(loadBalancer.arn)].map((arn) => targetGroupOf(state.targetGroup(arn))),
  };
}

function attributesOf({ attributes }: LoadBalancerRecord): ProxyAttributes {
  const value = (key: string): string => attributeOf(LOAD_BALANCER_ATTRIBUTES, attributes, key);
  return {
    idleTimeoutMs: Number(value("idle_timeout.timeout_seconds")) * 1000,
    clientKeepAliveMs: Number(value("client_keep_alive.seconds")) * 1000,
    dropInvalidHeaderFields: value("routing.http.drop_invalid_header_fields.enabled") === "true",
    preserveHostHeader: value("routing.http.preserve_host_header.enabled") === "true",
    forwardedFor: value("routing.http.xff_header_processing.mode") as ProxyAttributes["forwardedFor"],
    forwardedForClientPort: value("routing.http.xff_client_port.enabled") === "true",
  };
}

function listenerOf(
  listener: ListenerRecord,
  privilegedPortOffset: number,
  certificates: ImportedCertificates,
): Omit<ListenerConfig, "rules"> {
  const { arn, port } = listener;
  const config = { arn, port, boundPort: boundPort(port, privilegedPortOffset) };
  return listener.protocol === "HTTPS" ? { ...config, tls: tlsOf(listener, certificates) } : config;
}

/** TLS 1.0 and 1.1, which some of AWS's policies still allow, are never offered here. */
function tlsOf(listener: ListenerRecord, certificates: ImportedCertificates): TlsConfig {
  const certificate = certificates.require(listener.certificateArn ?? "");
  const { protocols = [], ciphers = [] } = sslPolicy(listener.sslPolicy ?? DEFAULT_SSL_POLICY) ?? {};
  return {
    certificatePem: [certificate.certificatePem, certificate.chainPem ?? ""].join("\n"),
    privateKeyPem: certificate.privateKeyPem,
    minVersion: protocols.includes("TLSv1.2") ? "TLSv1.2" : "TLSv1.3",
    maxVersion: protocols.includes("TLSv1.3") ? "TLSv1.3" : "TLSv1.2",
    ciphers: ciphers.join(":"),
  };
}

function actionOf(actions: readonly Action[]): ActionConfig {
  const [action] = actions;
  if (action?.RedirectConfig) {
    const { Protocol = "", Host = "", Port = "", Path = "", Query = "", StatusCode } = action.RedirectConfig;
    const status = StatusCode === "HTTP_302" ? 302 : 301;
    return { type: "redirect", protocol: Protocol, host: Host, port: Port, path: Path, query: Query, status };
  }
  if (action?.FixedResponseConfig) {
    const { StatusCode, ContentType = "text/plain", MessageBody = "" } = action.FixedResponseConfig;
    return { type: "fixed-response", status: Number(StatusCode), contentType: ContentType, body: MessageBody };
  }
  const groups = action?.ForwardConfig?.TargetGroups ?? [];
  return {
    type: "forward",
    targetGroups: groups.map(({ TargetGroupArn = "", Weight = 1 }) => ({ arn: TargetGroupArn, weight: Weight })),
  };
}

function conditionOf(condition: RuleCondition): ConditionConfig {
  const { HttpHeaderConfig, QueryStringConfig } = condition;
  if (HttpHeaderConfig) {
    const { HttpHeaderName = "", Values = [] } = HttpHeaderConfig;
    return { field: "http-header", name: HttpHeaderName, values: Values };
  }
  if (QueryStringConfig) {
    const pairs = QueryStringConfig.Values ?? [];
    return {
      field: "query-string",
      pairs: pairs.map(({ Key, Value = "" }) => (Key === undefined ? { value: Value } : { key: Key, value: Value })),
    };
  }
  const config =
    condition.HostHeaderConfig ??
    condition.PathPatternConfig ??
    condition.HttpRequestMethodConfig ??
    condition.SourceIpConfig;
  const field = condition.Field as "host-header" | "path-pattern" | "http-request-method" | "source-ip";
  return { field, values: config?.Values ?? [] };
}

function targetGroupOf(record: TargetGroupRecord): TargetGroupConfig {
  const { healthCheck } = record;
  const algorithm = attributeOf(TARGET_GROUP_ATTRIBUTES, record.attributes, "load_balancing.algorithm.type");
  return {
    arn: record.arn,
    protocol: record.protocol,
    algorithm: algorithm === "least_outstanding_requests" ? algorithm : "round_robin",
    healthCheck: {
      protocol: healthCheck.protocol,
      port: healthCheck.port === "traffic-port" ? "traffic-port" : Number(healthCheck.port),
      path: healthCheck.path,
      intervalMs: healthCheck.intervalSeconds * 1000,
      timeoutMs: healthCheck.timeoutSeconds * 1000,
      healthyThreshold: healthCheck.healthyThreshold,
      unhealthyThreshold: healthCheck.unhealthyThreshold,
      httpCodes: healthCheck.httpCode,
    },
    targets: record.targets.map(({ id, port, drainingUntil }) => ({ id, port, draining: drainingUntil !== undefined })),
  };
}
