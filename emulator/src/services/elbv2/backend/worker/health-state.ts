import type { HealthCheckConfig } from "../proxy-config.ts";
import type { TargetHealthState } from "../../state/target-health.ts";

/** What one health check saw. */
export type CheckResult =
  | { readonly outcome: "answered"; readonly status: number }
  | { readonly outcome: "timeout" }
  | { readonly outcome: "failed" };

/** A target's health with the run of equal results that leads to its next change. */
export interface HealthRecord {
  readonly health: TargetHealthState;
  readonly successes: number;
  readonly failures: number;
}

/** A target that was just registered, before its first check. */
export const REGISTERED: HealthRecord = {
  health: { state: "initial", reason: "Elb.RegistrationInProgress", description: "Target registration is in progress" },
  successes: 0,
  failures: 0,
};

const CHECKING: TargetHealthState = {
  state: "initial",
  reason: "Elb.InitialHealthChecking",
  description: "Initial health checks in progress",
};

/**
 * The health after one more check. A target that was never healthy needs one success, one that became unhealthy needs
 * `healthyThreshold` in a row; `unhealthyThreshold` failures in a row make either unhealthy.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function afterCheck(record: HealthRecord, result: CheckResult, config: HealthCheckConfig): HealthRecord {
  const { health } = record;
  if (result.outcome === "answered" && matchesCodes(result.status, config.httpCodes)) {
    const successes = record.successes + 1;
    const needed = health.state === "initial" ? 1 : config.healthyThreshold;
    const isHealthy = health.state === "healthy" || successes >= needed;
    return { health: isHealthy ? { state: "healthy" } : health, successes, failures: 0 };
  }
  const failures = record.failures + 1;
  const isUnhealthy = health.state === "unhealthy" || failures >= config.unhealthyThreshold;
  const waiting = health.state === "initial" ? CHECKING : health;
  return { health: isUnhealthy ? unhealthy(result) : waiting, successes: 0, failures };
}

function unhealthy(result: CheckResult): TargetHealthState {
  switch (result.outcome) {
    case "answered":
      return {
        state: "unhealthy",
        reason: "Target.ResponseCodeMismatch",
        description: `Health checks failed with these codes: [${result.status}]`,
      };
    case "timeout":
      return { state: "unhealthy", reason: "Target.Timeout", description: "Request timed out" };
    case "failed":
      return { state: "unhealthy", reason: "Target.FailedHealthChecks", description: "Health checks failed" };
  }
}

/** Whether a status is among codes such as `200`, `200,202` or `200-399`. */
export function matchesCodes(status: number, httpCodes: string): boolean {
  return httpCodes.split(",").some((part) => {
    const [from = "", to = from] = part.split("-");
    return status >= Number(from) && status <= Number(to);
  });
}
