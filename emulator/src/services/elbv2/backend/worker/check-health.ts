import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { HealthCheckConfig, TargetConfig } from "../proxy-config.ts";
import type { CheckResult } from "./health-state.ts";

/**
 * One real health check on a connection of its own, as AWS sends it. Never rejects. A check that is aborted through
 * `signal` counts as failed.
 */
export function checkHealth(target: TargetConfig, check: HealthCheckConfig, signal: AbortSignal): Promise<CheckResult> {
  const port = check.port === "traffic-port" ? target.port : check.port;
  const request = check.protocol === "HTTPS" ? httpsRequest : httpRequest;
  const deadline = AbortSignal.timeout(check.timeoutMs);
  return new Promise((resolve) => {
    const sent = request({
      host: target.id,
      port,
      path: check.path,
      agent: false,
      // A load balancer does not verify its targets' certificates.
      rejectUnauthorized: false,
      headers: { host: `${target.id}:${port}`, "user-agent": "ELB-HealthChecker/2.0", connection: "close" },
      signal: AbortSignal.any([deadline, signal]),
    });
    const lost = (): void => resolve({ outcome: deadline.aborted ? "timeout" : "failed" });
    sent.on("error", lost);
    sent.on("response", (response) => {
      response.on("error", lost);
      response.on("end", () => resolve({ outcome: "answered", status: response.statusCode ?? 0 }));
      response.resume();
    });
    sent.end();
  });
}
