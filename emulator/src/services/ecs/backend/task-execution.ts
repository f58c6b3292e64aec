import type { TaskStopCode } from "@aws-sdk/client-ecs";
import { isLater, type TaskRecord, type TaskStatus, type TaskTarget } from "../state/task-record.ts";
import { TaskFailure } from "../state/task-failure.ts";
import { SERVICE_EVENTS } from "../state/service-events.ts";
import type { ContainerExecution } from "./container-execution.ts";
import { listening } from "./listening.ts";
import { prepareTask } from "./prepare-task.ts";
import { startContainers } from "./start-containers.ts";
import type { TaskPlatform } from "./task-platform.ts";

export interface StopRequest {
  readonly stopCode: TaskStopCode;
  readonly stoppedReason: string;
  /** The emulator ends: no draining, and at most this long from SIGTERM to SIGKILL. */
  readonly hurryMsMax?: number;
}

/** AWS's longest deregistration delay; a load balancer that still drains after it is not waited for. */
const DRAIN_MS_MAX = 3_600_000;

/** Takes one task through its life, from PROVISIONING to STOPPED, and saves each step. */
export class TaskExecution {
  readonly #id: string;
  readonly #platform: TaskPlatform;
  readonly #stop = new AbortController();
  readonly #hurry = new AbortController();
  readonly #containers = new Map<string, ContainerExecution>();
  readonly #registered: TaskTarget[] = [];
  #hurryMsMax = Number.POSITIVE_INFINITY;
  /** Resolves when the task is STOPPED; never rejects. */
  readonly ended: Promise<void>;

  constructor(id: string, platform: TaskPlatform) {
    this.#id = id;
    this.#platform = platform;
    this.ended = this.#run();
  }

  get pids(): number[] {
    return [...this.#containers.values()].map((container) => container.pid);
  }

  /** The first request decides code and reason. */
  requestStop({ hurryMsMax, ...reason }: StopRequest): void {
    if (hurryMsMax !== undefined) {
      this.#hurryMsMax = hurryMsMax;
      this.#hurry.abort();
      for (const container of this.#containers.values()) void container.stop(hurryMsMax);
    }
    if (this.#stop.signal.aborted) return;
    this.#update({ desiredStatus: "STOPPED", stoppingAt: new Date().toISOString(), ...reason });
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    try {
      await this.#start();
      await aborted(this.#stop.signal);
    } catch (error) {
      // A start that was interrupted by a stop has failed because of it.
      if (!this.#stop.signal.aborted) this.#requestStopAfter(error);
    }
    try {
      await this.#end();
    } catch (error) {
      this.#platform.log("error", "A task could not be ended cleanly.", { task: this.#id, error: String(error) });
    }
    this.#platform.addresses.release(`ecs/task/${this.#id}`);
    const containers = this.#task.containers.map((container) => ({ ...container, lastStatus: "STOPPED" as const }));
    this.#advance("STOPPED", { containers, stoppedAt: new Date().toISOString() });
  }

  #requestStopAfter(error: unknown): void {
    const isFailure = error instanceof TaskFailure;
    if (!isFailure) {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#platform.log("error", "A task could not be started.", { task: this.#id, detail });
    }
    const stoppedReason = isFailure ? error.message : `TaskFailedToStart: ${(error as Error).message}`;
    this.requestStop({ stopCode: "TaskFailedToStart", stoppedReason });
  }

  async #start(): Promise<void> {
    const { signal } = this.#stop;
    this.#advance("PENDING", { pullStartedAt: new Date().toISOString() });
    const plans = await prepareTask(this.#task, this.#platform, signal);
    this.#advance("ACTIVATING", { pullStoppedAt: new Date().toISOString() });
    await startContainers(plans, signal, (name, container) => this.#follow(name, container));
    signal.throwIfAborted();
    for (const target of this.#task.targets) {
      await listening(this.#targetOf(target.port), signal);
      await this.#platform.targets.register(target.targetGroupArn, this.#targetOf(target.port));
      this.#registered.push(target);
      this.#announce((service) => SERVICE_EVENTS.registered(service, target.targetGroupArn));
    }
    signal.throwIfAborted();
    this.#advance("RUNNING", { startedAt: new Date().toISOString() });
  }

  /** The end of an essential container, or of the last one, ends the task. */
  #follow(name: string, container: ContainerExecution): void {
    this.#containers.set(name, container);
    void container.exited.then(() => {
      const { containers } = this.#task;
      const isOver =
        containers.find((record) => record.name === name)?.essential ||
        containers.every((record) => record.lastStatus === "STOPPED");
      if (!isOver) return;
      this.requestStop({ stopCode: "EssentialContainerExited", stoppedReason: "Essential container in task exited" });
    });
  }

  async #end(): Promise<void> {
    const containers = [...this.#containers.values()];
    if (this.#registered.length > 0) {
      this.#advance("DEACTIVATING");
      await this.#drain(containers);
    }
    if (containers.length > 0) this.#advance("STOPPING");
    // Dependents stop before what they depend on: the reverse of the order in which they started.
    for (const container of containers.reverse()) await container.stop(this.#hurryMsMax);
    this.#advance("DEPROVISIONING", { executionStoppedAt: new Date().toISOString() });
  }

  async #drain(containers: readonly ContainerExecution[]): Promise<void> {
    const drained: Promise<void>[] = [];
    for (const target of this.#registered) {
      const deregistration = await this.#platform.targets.deregister(
        target.targetGroupArn,
        this.#targetOf(target.port),
      );
      drained.push(deregistration.drained);
      this.#announce((service) => SERVICE_EVENTS.deregistered(service, target.targetGroupArn));
    }
    this.#announce((service) => SERVICE_EVENTS.draining(service));
    const deadline = AbortSignal.timeout(DRAIN_MS_MAX);
    await Promise.race([
      Promise.all(drained),
      // Without its processes the task serves nobody.
      Promise.all(containers.map((container) => container.exited)),
      aborted(this.#hurry.signal),
      aborted(deadline),
    ]);
  }

  get #task(): TaskRecord {
    return this.#platform.tasks.get(this.#id)!;
  }

  #targetOf(port: number): { address: string; port: number } {
    return { address: this.#task.address, port };
  }

  #announce(message: (service: string) => string): void {
    if (this.#task.membership) this.#platform.announce(this.#task, message(this.#task.membership.serviceName));
  }

  #advance(lastStatus: TaskStatus, change: Partial<TaskRecord> = {}): void {
    if (isLater(lastStatus, this.#task.lastStatus)) this.#update({ lastStatus, ...change });
  }

  #update(change: Partial<TaskRecord>): void {
    this.#platform.tasks.update(this.#id, change);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
