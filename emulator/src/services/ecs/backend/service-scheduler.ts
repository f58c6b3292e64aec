import type { Log } from "../../../log.ts";
import { breakCircuit } from "../state/break-circuit.ts";
import { countEnds } from "../state/count-ends.ts";
import { judgedTask, resetFailures, type JudgedTask } from "../state/judged-task.ts";
import { planTasks, type Plan } from "../state/plan-tasks.ts";
import type { RestartThrottleSettings } from "../state/restart-throttle.ts";
import { SERVICE_EVENTS, withEvents } from "../state/service-events.ts";
import type { ServiceRecord } from "../state/service-record.ts";
import { settleService } from "../state/settle-service.ts";
import { stopOrder } from "../state/stop-order.ts";
import { taskCondition } from "../state/task-condition.ts";
import type { TaskRecord } from "../state/task-record.ts";
import { LaunchThrottle } from "./launch-throttle.ts";
import { serviceKey, type EcsRecords } from "./records.ts";
import type { TargetRegistry } from "./target-registry.ts";
import type { TaskRunner } from "./task-runner.ts";
import type { TaskTable } from "./task-table.ts";

export interface SchedulerSettings {
  readonly restartThrottle: RestartThrottleSettings;
  /** A task without any health check counts as healthy after running this long. */
  readonly steadyAfterMs: number;
}

export interface SchedulerParts {
  readonly records: EcsRecords;
  readonly tasks: TaskTable;
  readonly runner: TaskRunner;
  readonly targets: TargetRegistry;
  /** Makes a task of the service's primary deployment, in the subnet that has the fewest of `wanted`. */
  readonly newServiceTask: (service: ServiceRecord, wanted: readonly TaskRecord[]) => TaskRecord;
  readonly settings: SchedulerSettings;
  readonly log: Log;
}

/**
 * Keeps every service at its desired state. A pass is synchronous and follows an event: a task or target changed, an
 * API call, or the moment that an earlier pass asked to look again.
 */
export class ServiceScheduler {
  readonly #parts: SchedulerParts;
  readonly #throttles = new Map<string, LaunchThrottle>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #awake = new Set<string>();
  #isStopped = false;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
  }

  wake(key: string): void {
    if (this.#isStopped || this.#awake.has(key)) return;
    this.#awake.add(key);
    setImmediate(() => {
      this.#awake.delete(key);
      if (this.#isStopped) return;
      try {
        this.#pass(key);
      } catch (error) {
        const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.#parts.log("error", "A service could not be brought into line.", { service: key, detail });
      }
    });
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #pass(key: string): void {
    const { records, tasks } = this.#parts;
    const before = records.services.get(key);
    if (!before || before.status === "INACTIVE") return;
    const now = new Date();
    const own = tasks.list((task) => task.membership !== undefined && keyOf(task) === key);
    const counted = this.#count(key, before, own, now);
    const judged = this.#judge(counted.service, own, now);
    const service = resetFailures(counted.service, judged, now);
    const throttle = this.#throttle(key);
    const plan = planTasks({ ...limits(service), launch: launchState(service, throttle, now), tasks: judged });
    const acted = this.#act(service, plan, judged);
    const settled = settleService({
      service,
      wanted: judged.filter(({ id }) => !acted.stopped.has(id)).concat(acted.started),
      occupiedDeploymentIds: occupied([...own, ...acted.started.map(({ task }) => task)]),
      now,
    });
    this.#save(key, before, settled.service, [...counted.events, ...acted.events, ...settled.events], now);
    this.#lookAgain(key, judged, plan, service, throttle, now);
  }

  #count(
    key: string,
    service: ServiceRecord,
    own: readonly TaskRecord[],
    now: Date,
  ): { service: ServiceRecord; events: string[] } {
    const ended = own.filter((task) => task.desiredStatus === "STOPPED" && !task.endCounted);
    const isInconsistent = this.#throttle(key).count(service.deployments[0]?.id ?? "", ended, now.getTime());
    for (const task of ended) this.#parts.tasks.update(task.id, { endCounted: true });
    const broken = breakCircuit(countEnds(service, ended, now), now);
    const throttled = isInconsistent ? [SERVICE_EVENTS.throttled(service.name)] : [];
    return { service: broken.service, events: [...throttled, ...broken.events] };
  }

  #judge(service: ServiceRecord, own: readonly TaskRecord[], now: Date): JudgedTask[] {
    const { targets, tasks, settings } = this.#parts;
    const wanted = own.filter((task) => task.desiredStatus === "RUNNING");
    return wanted.map((task) => {
      const judgement = taskCondition({
        task,
        targetHealth: ({ targetGroupArn, port }) => targets.health(targetGroupArn, { address: task.address, port }),
        nowMs: now.getTime(),
        gracePeriodMs: service.healthCheckGracePeriodSeconds * 1_000,
        steadyAfterMs: settings.steadyAfterMs,
      });
      if (judgement.condition === "healthy" && task.healthySince === undefined) {
        tasks.update(task.id, { healthySince: now.toISOString() });
      }
      return judgedTask(task, judgement, service);
    });
  }

  #act(
    service: ServiceRecord,
    plan: Plan,
    judgedTasks: readonly JudgedTask[],
  ): { started: JudgedTask[]; stopped: Set<string>; events: string[] } {
    const stopped = new Set(plan.stop.map(({ id }) => id));
    const stopping = judgedTasks.filter(({ id }) => stopped.has(id));
    const events: string[] = [];
    for (const task of stopping) {
      const { stoppedReason, event } = stopOrder(task, service);
      this.#parts.runner.requestStop(task.id, { stopCode: "ServiceSchedulerInitiated", stoppedReason });
      if (event !== undefined) events.push(event);
    }
    if (stopping.length > 0) events.push(SERVICE_EVENTS.stopped(service.name, [...stopped]));
    const wanted = judgedTasks.filter(({ id }) => !stopped.has(id)).map(({ task }) => task);
    const started: TaskRecord[] = [];
    for (let count = 0; count < plan.start; count++) {
      const task = this.#parts.newServiceTask(service, [...wanted, ...started]);
      this.#parts.runner.launch(task);
      started.push(task);
    }
    if (started.length > 0) {
      events.push(
        SERVICE_EVENTS.started(
          service.name,
          started.map(({ id }) => id),
        ),
      );
    }
    return { started: started.map((task) => judgedTask(task, { condition: "starting" }, service)), stopped, events };
  }

  /** Events that tasks announced during the pass are in the store already and stay. */
  #save(key: string, before: ServiceRecord, after: ServiceRecord, messages: readonly string[], now: Date): void {
    const current = this.#parts.records.services.get(key);
    if (!current) return;
    const service = {
      ...after,
      deployments: after.deployments.map((deployment) => ({
        ...deployment,
        imageDigests:
          current.deployments.find(({ id }) => id === deployment.id)?.imageDigests ?? deployment.imageDigests,
      })),
      events: withEvents(current.events, messages, now),
    };
    if (JSON.stringify(service) === JSON.stringify(before)) return;
    this.#parts.records.services.put(key, service);
  }

  #lookAgain(
    key: string,
    judgedTasks: readonly JudgedTask[],
    plan: Plan,
    service: ServiceRecord,
    throttle: LaunchThrottle,
    now: Date,
  ): void {
    const times = judgedTasks.flatMap(({ judgement }) => judgement.recheckAtMs ?? []);
    const coming = judgedTasks.filter(({ isPrimary, condition }) => isPrimary && condition !== "unhealthy").length;
    const isShort = coming + plan.start < service.desiredCount;
    if (isShort && throttle.notBeforeMs > now.getTime()) times.push(throttle.notBeforeMs);
    clearTimeout(this.#timers.get(key));
    if (times.length === 0) this.#timers.delete(key);
    else
      this.#timers.set(
        key,
        setTimeout(() => this.wake(key), Math.max(0, Math.min(...times) - now.getTime())),
      );
  }

  #throttle(key: string): LaunchThrottle {
    const throttle = this.#throttles.get(key) ?? new LaunchThrottle(this.#parts.settings.restartThrottle);
    this.#throttles.set(key, throttle);
    return throttle;
  }
}

function keyOf(task: TaskRecord): string {
  return serviceKey(task.clusterName, task.membership?.serviceName ?? "");
}

function limits(service: ServiceRecord): Omit<Parameters<typeof planTasks>[0], "launch" | "tasks"> {
  const { minimumHealthyPercent, maximumPercent } = service.deploymentConfiguration;
  return { desiredCount: service.desiredCount, minimumHealthyPercent, maximumPercent };
}

function launchState(
  service: ServiceRecord,
  throttle: LaunchThrottle,
  now: Date,
): Parameters<typeof planTasks>[0]["launch"] {
  if (service.deployments[0]?.rolloutState === "FAILED") return "blocked";
  return now.getTime() < throttle.notBeforeMs ? "throttled" : "allowed";
}

function occupied(tasks: readonly TaskRecord[]): Set<string> {
  return new Set(tasks.filter((task) => task.lastStatus !== "STOPPED").map((task) => task.membership!.deploymentId));
}
