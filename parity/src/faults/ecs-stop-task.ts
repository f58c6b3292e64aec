import { ParityError } from "../errors.ts";
import { isComplete, type ManagedService, type ServiceState } from "../targets/managed-service.ts";
import type { Random } from "../generators/random.ts";
import type { Fault } from "./fault.ts";
import { injectAndWatch } from "./inject-and-watch.ts";

/** How a task of the service says that it is ending, and that it serves. */
const LOGS_END = /draining/;
const LOGS_START = /server listening/i;

/** What is described of a service while one of its tasks is lost. */
type LossState = {
  readonly runningTasks: number;
  readonly healthyTargets: number;
  readonly lostTaskId: string;
  readonly lostTask: string;
  readonly lostTaskLoggedItsEnd: boolean;
  readonly replacement: string | null;
  readonly replacementTarget: string | null;
  readonly replacementLoggedItsStart: boolean;
};

/** StopTask on a task of the service, chosen by chance: the service must put another in its place. */
export function ecsStopTask(service: ManagedService, random: Random): Fault {
  const name = "ecs-stop-task";
  return {
    name,
    steadyState: `every task of ${service.name} to run and to be healthy behind the load balancer`,
    isSteady: async () => {
      const state = await service.describe();
      if (state.desiredCount >= 2) return isComplete(state);
      const message = `${service.name} has ${state.desiredCount} tasks; losing one is survived only with two or more.`;
      throw new ParityError("CapabilityMissing", message);
    },
    inject: async (context, round) => {
      const { tasks } = await service.describe();
      const [first, ...others] = tasks.map(({ id }) => id);
      if (first === undefined) throw new ParityError("TargetUnavailable", `${service.name} has no task to stop.`);
      const lost = random.pick([first, ...others]);
      const since = new Date();
      return injectAndWatch(
        {
          name,
          kind: "task-loss",
          subject: service.name,
          describe: () => describeLoss(service, lost, new Set([first, ...others]), since),
          events: () => service.events(),
          act: () => service.stopTask(lost, "parity: ecs-task-loss"),
          effect: `task ${lost} to be gone and another to serve in its place`,
          isEffective: (state) =>
            state.lostTask === "STOPPED" &&
            state.lostTaskLoggedItsEnd &&
            state.replacementTarget === "healthy" &&
            state.replacementLoggedItsStart,
        },
        context,
        round,
      );
    },
    heal: async () => undefined,
  };
}

async function describeLoss(
  service: ManagedService,
  lost: string,
  known: ReadonlySet<string>,
  since: Date,
): Promise<LossState> {
  const state = await service.describe();
  const replacement = state.tasks.find(({ id, status }) => !known.has(id) && status === "RUNNING");
  const [lostTask, lostLog, newLog] = await Promise.all([
    service.taskStatus(lost),
    service.taskLog(lost, since),
    replacement ? service.taskLog(replacement.id, since) : [],
  ]);
  return {
    ...countsOf(state),
    lostTaskId: lost,
    lostTask,
    lostTaskLoggedItsEnd: lostLog.some((line) => LOGS_END.test(line)),
    replacement: replacement?.id ?? null,
    replacementTarget: replacement?.target ?? null,
    replacementLoggedItsStart: newLog.some((line) => LOGS_START.test(line)),
  };
}

function countsOf({ tasks }: ServiceState): Pick<LossState, "runningTasks" | "healthyTargets"> {
  return {
    runningTasks: tasks.filter(({ status }) => status === "RUNNING").length,
    healthyTargets: tasks.filter(({ target }) => target === "healthy").length,
  };
}
