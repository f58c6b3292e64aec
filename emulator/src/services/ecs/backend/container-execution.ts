import type { HealthCheck } from "@aws-sdk/client-ecs";
import type { ContainerRecord } from "../state/task-record.ts";
import { TaskFailure } from "../state/task-failure.ts";
import type { ContainerRuntime, ContainerSpec, RunningContainer } from "./container-runtime.ts";
import { monitorHealth } from "./health-monitor.ts";

export interface ContainerPlan {
  readonly runtime: ContainerRuntime;
  readonly spec: ContainerSpec;
  readonly healthCheck?: HealthCheck;
  readonly stopTimeoutMs: number;
  /** Saves what became of the container. */
  readonly onChange: (change: Partial<ContainerRecord>) => void;
}

/** One started container: its state reaches the record, its health check runs until it ends. */
export class ContainerExecution {
  readonly pid: number;
  /** Its exit code, after the record has it. */
  readonly exited: Promise<number>;
  readonly #running: RunningContainer;
  readonly #stopTimeoutMs: number;

  private constructor(running: RunningContainer, plan: ContainerPlan) {
    this.#running = running;
    this.pid = running.pid;
    this.#stopTimeoutMs = plan.stopTimeoutMs;
    const ended = new AbortController();
    plan.onChange({ lastStatus: "RUNNING", startedAt: new Date().toISOString() });
    if (plan.healthCheck) void monitor(running, plan.healthCheck, plan.onChange, ended.signal);
    this.exited = running.exited.then((exitCode) => {
      ended.abort();
      plan.onChange({ lastStatus: "STOPPED", exitCode });
      return exitCode;
    });
  }

  /** Throws CannotStartContainerError. */
  static async start(plan: ContainerPlan): Promise<ContainerExecution> {
    try {
      return new ContainerExecution(await plan.runtime.start(plan.spec), plan);
    } catch (error) {
      throw new TaskFailure("CannotStartContainerError", (error as Error).message, { cause: error });
    }
  }

  async stop(timeoutMsMax: number): Promise<void> {
    await this.#running.stop(Math.min(timeoutMsMax, this.#stopTimeoutMs));
    await this.exited;
  }
}

async function monitor(
  running: RunningContainer,
  { command, interval, timeout, retries, startPeriod }: HealthCheck,
  onChange: ContainerPlan["onChange"],
  signal: AbortSignal,
): Promise<void> {
  let last: string | undefined;
  await monitorHealth({
    intervalMs: (interval ?? 30) * 1_000,
    startPeriodMs: (startPeriod ?? 0) * 1_000,
    retries: retries ?? 3,
    check: () => running.check(command ?? [], (timeout ?? 5) * 1_000),
    onStatus: (healthStatus) => {
      if (healthStatus === last) return;
      last = healthStatus;
      onChange({ healthStatus });
    },
    signal,
  });
}
