import type { Instance } from "@payment-system/emulator/instance/instance";
import type { ResourceStatus } from "@payment-system/emulator/services/emulated-service";
import { until } from "@payment-system/emulator/wait/until";

const DEADLINE_MS = 60_000;

/** Process id of the instance's LocalStack once it runs and is another process than `previous`. */
export async function localStackPid(instance: Instance, previous?: number): Promise<number> {
  return until(
    async () => {
      const response = await fetch(`${instance.endpointUrl}/_emulator/resources`);
      const { resources } = (await response.json()) as { resources: ResourceStatus[] };
      const localstack = resources.find(({ type }) => type === "LocalStack");
      const pid = localstack?.pids[0];
      return localstack?.state === "running" && pid !== previous ? pid : undefined;
    },
    { what: "LocalStack to run", deadlineMs: DEADLINE_MS, intervalMs: 100 },
  );
}
