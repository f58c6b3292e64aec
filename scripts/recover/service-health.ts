import { DeployError } from "../deploy/errors.ts";
import { requiredOutput } from "../deploy/stacks/deployed-outputs.ts";
import { until } from "../deploy/until.ts";
import type { Recovery } from "./recovery.ts";

const HEALTHY_WITHIN_MS = 15 * 60_000;
const INTERVAL_MS = 100;
const TIMEOUT_MS = 3_000;
/** The load balancer asks its tasks in turn, so that many good answers in a row speak for all of them. */
const ANSWERS_IN_A_ROW = 8;
const READINESS_PATH = "/api/v1/actuator/health/readiness";

/** Waits until the service says of itself, through the load balancer, that it is ready: it reaches its database. */
export async function serviceHealth(recovery: Recovery): Promise<string> {
  const url = new URL(READINESS_PATH, requiredOutput(await recovery.outputs(), "api_url"));
  let inARow = 0;
  let last = "nothing yet";
  try {
    await until(
      async () => {
        last = await answerOf(url);
        inARow = last === "HTTP 200" ? inARow + 1 : 0;
        return inARow >= ANSWERS_IN_A_ROW || undefined;
      },
      { what: "the service to be ready", deadlineMs: HEALTHY_WITHIN_MS, intervalMs: INTERVAL_MS },
    );
  } catch (error) {
    throw new DeployError(
      "RecoveryFailed",
      `${url.href} does not say that the service is ready (${last}); see its log.`,
      {
        cause: error,
      },
    );
  }
  return `${url.origin} is ready`;
}

async function answerOf(url: URL): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.body?.cancel();
    return `HTTP ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
