import type { Instance } from "@payment-system/emulator/instance/instance";
import { deployEnvironment } from "../local/deploy-environment.ts";
import { startEmulator, stopEmulator } from "../local/emulator-process.ts";
import { waitForApi } from "../local/wait-for-api.ts";
import type { Figure } from "./figure.ts";

/** From nothing running to a login through the load balancer: with a first deploy, and again after a stop. */
export async function benchStart(instance: Instance): Promise<Figure[]> {
  const first = await seconds(() => bringUp(instance));
  await stopEmulator(instance);
  const again = await seconds(() => bringUp(instance));
  return [
    { what: "ready with a first deploy", value: first, unit: "s", goal: 60 },
    { what: "ready after a stop", value: again, unit: "s", goal: 30 },
    { what: "ready after a stop ÷ with a first deploy", value: again / first, unit: "ratio", goal: 0.5 },
  ];
}

async function bringUp(instance: Instance): Promise<void> {
  await startEmulator(instance);
  await deployEnvironment(instance, "local");
  await waitForApi(instance, "local");
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
