import { until } from "../../../wait/until.ts";
import type { TaskRecord } from "../state/task-record.ts";
import { TaskExecution, type StopRequest } from "./task-execution.ts";
import type { TaskPlatform } from "./task-platform.ts";

const HURRY_MS_MAX = 5_000;
/** What ends a task when its host does; not a failure of its own. */
const HOST_ENDED = { stopCode: "TerminationNotice", stoppedReason: "The host of the task was stopped." } as const;

/** Runs tasks and ends them. */
export class TaskRunner {
  readonly #platform: TaskPlatform;
  readonly #executions = new Map<string, TaskExecution>();
  #isStopped = false;

  constructor(platform: TaskPlatform) {
    this.#platform = platform;
  }

  launch(task: TaskRecord): void {
    this.#platform.tasks.add(task);
    if (this.#isStopped) return;
    const execution = new TaskExecution(task.id, this.#platform);
    this.#executions.set(task.id, execution);
    void execution.ended.then(() => this.#executions.delete(task.id));
  }

  requestStop(id: string, request: StopRequest): void {
    this.#executions.get(id)?.requestStop(request);
  }

  pids(id: string): number[] {
    return this.#executions.get(id)?.pids ?? [];
  }

  /** Marks the tasks of an emulator that ended as STOPPED; their processes are gone. */
  recover(): void {
    const { tasks, targets, addresses } = this.#platform;
    for (const task of tasks.list(({ lastStatus }) => lastStatus !== "STOPPED")) {
      for (const { targetGroupArn, port } of task.targets) {
        void targets.deregister(targetGroupArn, { address: task.address, port });
      }
      addresses.release(`ecs/task/${task.id}`);
      const now = new Date().toISOString();
      tasks.update(task.id, {
        ...HOST_ENDED,
        ...(task.stopCode === undefined ? {} : { stopCode: task.stopCode }),
        ...(task.stoppedReason === undefined ? {} : { stoppedReason: task.stoppedReason }),
        lastStatus: "STOPPED",
        desiredStatus: "STOPPED",
        containers: task.containers.map((container) => ({ ...container, lastStatus: "STOPPED" })),
        stoppingAt: task.stoppingAt ?? now,
        executionStoppedAt: now,
        stoppedAt: now,
        endCounted: true,
      });
    }
  }

  /** Ends all tasks at once and launches no more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const executions = [...this.#executions.values()];
    for (const execution of executions) execution.requestStop({ ...HOST_ENDED, hurryMsMax: HURRY_MS_MAX });
    await until(() => this.#executions.size === 0, {
      what: `${executions.length} tasks to stop`,
      deadlineMs: HURRY_MS_MAX + 10_000,
    }).catch((error: unknown) => {
      this.#platform.log("warn", "Some tasks did not stop in time; the supervisor kills them.", {
        error: String(error),
      });
    });
  }
}
