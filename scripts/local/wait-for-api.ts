import type { Instance } from "@payment-system/emulator/instance/instance";
import { until } from "@payment-system/emulator/wait/until";
import { environmentAccess, type EnvironmentAccess } from "./environment-access.ts";
import { trustLocalAuthority } from "./trust.ts";

const READY_DEADLINE_MS = 60_000;
const PAGE_DEADLINE_MS = 5_000;

/** Waits until the demo merchant can log in and open the page through the load balancer, which is what "ready" means. */
export async function waitForApi(instance: Instance, environment: string): Promise<EnvironmentAccess> {
  trustLocalAuthority(instance);
  return until(
    async () => {
      const access = await environmentAccess(instance, environment);
      return access?.token !== undefined && (await pageAnswers(access.apiUrl)) ? access : undefined;
    },
    {
      what: `a login and the page at environment ${environment} (see npm run local -- logs)`,
      deadlineMs: READY_DEADLINE_MS,
      intervalMs: 100,
    },
  );
}

async function pageAnswers(origin: string): Promise<boolean> {
  try {
    const { ok } = await fetch(`${origin}/`, { method: "HEAD", signal: AbortSignal.timeout(PAGE_DEADLINE_MS) });
    return ok;
  } catch {
    return false;
  }
}
