import type { ServiceEvent } from "./service-event.ts";

/** A task that is meant to run for a service. */
export interface ServiceTask {
  readonly id: string;
  /** Such as `RUNNING`. */
  readonly status: string;
  /** What the load balancer says of it, such as `healthy`; null if it isn't among the targets. */
  readonly target: string | null;
}

/** What a service is like now. */
export interface ServiceState {
  readonly desiredCount: number;
  /** A deployment is under way. */
  readonly rollingOut: boolean;
  readonly tasks: readonly ServiceTask[];
}

/** A service that keeps a number of tasks running behind a load balancer, as its operator sees it. */
export interface ManagedService {
  readonly name: string;
  describe(): Promise<ServiceState>;
  /** Status of one task, also after its end; `GONE` once the API has forgotten it. */
  taskStatus(id: string): Promise<string>;
  /** What a task logged at or after an instant, oldest first, at most some hundred lines. */
  taskLog(id: string, since: Date): Promise<readonly string[]>;
  /** Throws if the API refused; `unknown` if it gave no definite answer. */
  stopTask(id: string, reason: string): Promise<"accepted" | "unknown">;
  /** The service's latest events. */
  events(): Promise<ServiceEvent[]>;
}

/** As many tasks as wanted run, and the load balancer takes every one for healthy. */
export function isComplete({ desiredCount, rollingOut, tasks }: ServiceState): boolean {
  return (
    !rollingOut &&
    tasks.length === desiredCount &&
    tasks.every(({ status, target }) => status === "RUNNING" && target === "healthy")
  );
}
