import type { ContainerDependency } from "@aws-sdk/client-ecs";
import { TaskFailure } from "../state/task-failure.ts";
import { ContainerExecution } from "./container-execution.ts";
import type { NamedContainerPlan } from "./prepare-task.ts";

/**
 * Starts a task's containers, each after what it depends on (ECS API reference, `ContainerDependency`). `onStart` is
 * called in the order of their starts. Throws TaskFailure when one can't start or a dependency can't be met.
 */
export async function startContainers(
  plans: readonly NamedContainerPlan[],
  signal: AbortSignal,
  onStart: (name: string, container: ContainerExecution) => void,
): Promise<void> {
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  const byName = new Map<string, StartedContainer>();
  for (const { name } of plans) byName.set(name, new StartedContainer());
  const starts = plans.map(async (plan) => {
    const self = byName.get(plan.name)!;
    try {
      for (const dependency of plan.dependsOn) {
        await byName.get(dependency.containerName ?? "")!.reaches(dependency.condition, plan.name, ended);
      }
      ended.throwIfAborted();
      const onChange: NamedContainerPlan["onChange"] = (change) => {
        plan.onChange(change);
        if (change.healthStatus === "HEALTHY") self.healthy.resolve();
      };
      const container = await ContainerExecution.start({ ...plan, onChange });
      onStart(plan.name, container);
      self.started.resolve(container);
    } catch (error) {
      self.started.reject(error);
      failed.abort(error);
      throw error;
    }
  });
  // All have come to an end before the first failure is reported, so that what did start can be stopped.
  const outcomes = await Promise.allSettled(starts);
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure) throw failure.reason;
}

/** A container that others may wait for. */
class StartedContainer {
  readonly started = Promise.withResolvers<ContainerExecution>();
  readonly healthy = Promise.withResolvers<void>();

  constructor() {
    this.started.promise.catch(() => {});
  }

  async reaches(condition: ContainerDependency["condition"], dependent: string, signal: AbortSignal): Promise<void> {
    const container = await this.started.promise;
    if (condition === "START") return;
    const stopped = new Promise<never>((_resolve, reject) => {
      const abort = (): void => reject(signal.reason as Error);
      if (signal.aborted) abort();
      else signal.addEventListener("abort", abort, { once: true });
    });
    if (condition === "HEALTHY") {
      const hasEnded = container.exited.then(() => true);
      if (await Promise.race([this.healthy.promise, hasEnded, stopped])) {
        throw new TaskFailure("TaskFailedToStart", `container ${dependent} depends on one that ended unhealthy`);
      }
      return;
    }
    const exitCode = await Promise.race([container.exited, stopped]);
    if (condition === "SUCCESS" && exitCode !== 0) {
      throw new TaskFailure("TaskFailedToStart", `container ${dependent} depends on one that exited with ${exitCode}`);
    }
  }
}
