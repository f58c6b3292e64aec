import { isFailedEnd } from "../state/count-ends.ts";
import { restartDelayMs, type RestartThrottleSettings } from "../state/restart-throttle.ts";
import type { TaskRecord } from "../state/task-record.ts";

/** From so many failures in a row on, AWS says that the service can't start tasks consistently. */
const FAILURES_TO_ANNOUNCE = 3;

/** How long one service has to wait before it launches again; a new deployment starts afresh. */
export class LaunchThrottle {
  readonly #settings: RestartThrottleSettings;
  #deploymentId = "";
  #failuresInRow = 0;
  #notBeforeMs = 0;

  constructor(settings: RestartThrottleSettings) {
    this.#settings = settings;
  }

  get notBeforeMs(): number {
    return this.#notBeforeMs;
  }

  /** Returns whether the service is now to be called unable to start tasks consistently. */
  count(deploymentId: string, ended: readonly TaskRecord[], nowMs: number): boolean {
    if (deploymentId !== this.#deploymentId) {
      this.#deploymentId = deploymentId;
      this.#failuresInRow = 0;
      this.#notBeforeMs = 0;
    }
    const failed = ended.filter((task) => task.membership?.deploymentId === deploymentId && isFailedEnd(task));
    // Tasks that fail together are one failure: they were launched together.
    if (failed.length === 0 || nowMs < this.#notBeforeMs) return false;
    if (failed.some((task) => healthyMs(task, nowMs) >= this.#settings.healthyMsMin)) this.#failuresInRow = 0;
    this.#failuresInRow++;
    this.#notBeforeMs = nowMs + restartDelayMs(this.#failuresInRow, this.#settings);
    return this.#failuresInRow === FAILURES_TO_ANNOUNCE;
  }
}

function healthyMs(task: TaskRecord, nowMs: number): number {
  return task.healthySince === undefined ? 0 : nowMs - Date.parse(task.healthySince);
}
