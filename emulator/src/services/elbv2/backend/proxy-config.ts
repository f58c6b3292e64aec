import type { TargetHealthState } from "../state/target-health.ts";

/** What a load balancer's worker thread proxies by: plain data, sent whole on every change. */
export interface ProxyConfig {
  readonly address: string;
  readonly attributes: ProxyAttributes;
  readonly listeners: readonly ListenerConfig[];
  readonly targetGroups: readonly TargetGroupConfig[];
}

/** The load balancer attributes that change what the proxy does. */
export interface ProxyAttributes {
  readonly idleTimeoutMs: number;
  readonly clientKeepAliveMs: number;
  readonly dropInvalidHeaderFields: boolean;
  readonly preserveHostHeader: boolean;
  readonly forwardedFor: "append" | "preserve" | "remove";
  readonly forwardedForClientPort: boolean;
}

export interface ListenerConfig {
  readonly arn: string;
  /** The port that the API shows. */
  readonly port: number;
  /** The port that is bound: another one where `port` is privileged. */
  readonly boundPort: number;
  readonly tls?: TlsConfig;
  /** By priority, the default rule last. */
  readonly rules: readonly RuleConfig[];
}

export interface TlsConfig {
  /** Leaf first, then its chain. */
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  readonly minVersion: "TLSv1.2" | "TLSv1.3";
  readonly maxVersion: "TLSv1.2" | "TLSv1.3";
  /** In OpenSSL's names. */
  readonly ciphers: string;
}

export interface RuleConfig {
  /** All must hold. */
  readonly conditions: readonly ConditionConfig[];
  readonly action: ActionConfig;
}

/** One of `values` must match; `*` and `?` are wildcards where AWS knows them. */
export type ConditionConfig =
  | { readonly field: "host-header" | "path-pattern" | "http-request-method" | "source-ip"; readonly values: string[] }
  | { readonly field: "http-header"; readonly name: string; readonly values: string[] }
  | { readonly field: "query-string"; readonly pairs: readonly { readonly key?: string; readonly value: string }[] };

export type ActionConfig =
  | { readonly type: "forward"; readonly targetGroups: readonly WeightedTargetGroup[] }
  | ({ readonly type: "redirect" } & RedirectConfig)
  | { readonly type: "fixed-response"; readonly status: number; readonly contentType: string; readonly body: string };

export interface WeightedTargetGroup {
  readonly arn: string;
  readonly weight: number;
}

/** Components may hold the keywords `#{protocol}`, `#{host}`, `#{port}`, `#{path}` and `#{query}`. */
export interface RedirectConfig {
  readonly protocol: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
  readonly query: string;
  readonly status: 301 | 302;
}

export interface TargetGroupConfig {
  readonly arn: string;
  readonly protocol: "HTTP" | "HTTPS";
  readonly algorithm: "round_robin" | "least_outstanding_requests";
  readonly healthCheck: HealthCheckConfig;
  readonly targets: readonly TargetConfig[];
}

export interface TargetConfig {
  readonly id: string;
  readonly port: number;
  /** Gets no new requests; those in flight finish. */
  readonly draining: boolean;
}

export interface HealthCheckConfig {
  readonly protocol: "HTTP" | "HTTPS";
  /** `traffic-port` is resolved to the target's own. */
  readonly port: number | "traffic-port";
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** `200`, `200,202` or `200-399`, as AWS writes it. */
  readonly httpCodes: string;
}

export type ToWorker =
  | { readonly kind: "apply"; readonly version: number; readonly config: ProxyConfig }
  | { readonly kind: "stop"; readonly graceMs: number };

export type FromWorker =
  | { readonly kind: "applied"; readonly version: number; readonly failures: readonly ListenerFailure[] }
  | {
      readonly kind: "health";
      readonly targetGroupArn: string;
      readonly target: string;
      readonly health: TargetHealthState;
    };

/** A listener that could not be opened; the others serve. */
export interface ListenerFailure {
  readonly listenerArn: string;
  readonly code: string;
  readonly message: string;
}

/** How health and connections of a target are told apart within its group. */
export function targetKey(target: { readonly id: string; readonly port: number }): string {
  return `${target.id}:${target.port}`;
}
