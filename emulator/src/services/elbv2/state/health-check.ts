import { elbv2Error } from "./errors.ts";
import type { HealthCheckRecord } from "./records.ts";

/** The health check members that CreateTargetGroup and ModifyTargetGroup share. */
export interface HealthCheckInput {
  readonly HealthCheckEnabled?: boolean | undefined;
  readonly HealthCheckProtocol?: string | undefined;
  readonly HealthCheckPort?: string | undefined;
  readonly HealthCheckPath?: string | undefined;
  readonly HealthCheckIntervalSeconds?: number | undefined;
  readonly HealthCheckTimeoutSeconds?: number | undefined;
  readonly HealthyThresholdCount?: number | undefined;
  readonly UnhealthyThresholdCount?: number | undefined;
  readonly Matcher?: { readonly HttpCode?: string | undefined; readonly GrpcCode?: string | undefined } | undefined;
}

/** AWS's defaults for ip targets of an Application Load Balancer. */
export const DEFAULT_HEALTH_CHECK: HealthCheckRecord = {
  protocol: "HTTP",
  port: "traffic-port",
  path: "/",
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThreshold: 5,
  unhealthyThreshold: 2,
  httpCode: "200",
};

/** The saved check with what `input` gives. Throws `ValidationError` beyond AWS's limits. */
export function changeHealthCheck(saved: HealthCheckRecord, input: HealthCheckInput): HealthCheckRecord {
  if (input.HealthCheckEnabled === false) {
    throw elbv2Error.validation("Health check enabled must be true for target groups with target type 'ip'");
  }
  const protocol = input.HealthCheckProtocol ?? saved.protocol;
  if (protocol !== "HTTP" && protocol !== "HTTPS") {
    throw elbv2Error.validation(`Health check protocol '${protocol}' must be one of 'HTTP, HTTPS'`);
  }
  const check: HealthCheckRecord = {
    protocol,
    port: input.HealthCheckPort ?? saved.port,
    path: input.HealthCheckPath ?? saved.path,
    intervalSeconds: within("Health check interval", input.HealthCheckIntervalSeconds ?? saved.intervalSeconds, 5, 300),
    timeoutSeconds: within("Health check timeout", input.HealthCheckTimeoutSeconds ?? saved.timeoutSeconds, 2, 120),
    healthyThreshold: within("Healthy threshold count", input.HealthyThresholdCount ?? saved.healthyThreshold, 2, 10),
    unhealthyThreshold: within(
      "Unhealthy threshold count",
      input.UnhealthyThresholdCount ?? saved.unhealthyThreshold,
      2,
      10,
    ),
    httpCode: input.Matcher?.HttpCode ?? saved.httpCode,
  };
  checkText(check);
  return check;
}

function checkText({ port, path, httpCode, timeoutSeconds, intervalSeconds }: HealthCheckRecord): void {
  if (timeoutSeconds >= intervalSeconds) {
    throw elbv2Error.validation(
      `Health check timeout '${timeoutSeconds}' must be smaller than the interval '${intervalSeconds}'`,
    );
  }
  const isPort = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535;
  if (port !== "traffic-port" && !isPort) {
    throw elbv2Error.validation(`Health check port '${port}' must be 'traffic-port' or in between '1' and '65535'`);
  }
  if (!/^\/[\x21-\x7e]{0,1023}$/.test(path)) {
    throw elbv2Error.validation(`Health check path '${path}' must begin with '/' and have at most 1024 characters`);
  }
  const codes = httpCode.split(/[,-]/).map(Number);
  if (!/^\d{3}(-\d{3}|(,\d{3})*)$/.test(httpCode) || codes.some((code) => code < 200 || code > 499)) {
    throw elbv2Error.validation(`Health check matcher HTTP code '${httpCode}' must be within '200-499'`);
  }
}

function within(what: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw elbv2Error.validation(`${what} '${value}' must be in between '${min}' and '${max}'`);
}
