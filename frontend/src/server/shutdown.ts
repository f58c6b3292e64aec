import { setTimeout as sleep } from "node:timers/promises";

/** Health is DOWN for this long while requests are still answered, so that the load balancer sees it first. */
const ANNOUNCE_MS = 500;
/** Within the 30 s between ECS's SIGTERM and its SIGKILL. */
const DRAIN_MS_MAX = 25_000;

/** Ends the process on SIGTERM or SIGINT: exits with 0 when running requests have ended, with 1 if they don't in time. */
export class Shutdown {
  isDraining = false;

  /** `drain` stops accepting and resolves when nothing is left to do. */
  onSignal(drain: () => Promise<void>): void {
    const begin = (): void => {
      if (this.isDraining) return;
      this.isDraining = true;
      setTimeout(() => process.exit(1), DRAIN_MS_MAX).unref();
      sleep(ANNOUNCE_MS)
        .then(drain)
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    };
    process.on("SIGTERM", begin);
    process.on("SIGINT", begin);
  }
}
