import { setTimeout as after } from "node:timers/promises";
import type { Bugs } from "./fake-database.ts";

export interface FakeTask {
  readonly id: string;
  readonly address: string;
  status: "RUNNING" | "STOPPED";
  target: "healthy" | "initial" | null;
  readonly log: { readonly at: Date; readonly message: string }[];
}

const DRAIN_MS = 60;
const START_MS = 80;

/** Two tasks of a service behind a load balancer, in memory, with the bugs that it was given. */
export class FakeTasks {
  readonly #bugs: Bugs;
  readonly all: FakeTask[] = [];
  readonly events: { createdAt: Date; message: string }[] = [];

  constructor(bugs: Bugs) {
    this.#bugs = bugs;
    for (let count = 0; count < 2; count++) this.#start().target = "healthy";
  }

  get running(): FakeTask[] {
    return this.all.filter(({ status }) => status === "RUNNING");
  }

  /** Those that the load balancer sends requests to. */
  get serving(): FakeTask[] {
    return this.running.filter(({ target }) => target === "healthy");
  }

  /** Begins to stop a task and returns. */
  stop(id: string): void {
    const task = this.all.find((each) => each.id === id);
    if (task && !this.#bugs.noopFault) void this.#replace(task);
  }

  async #replace(task: FakeTask): Promise<void> {
    const flagOnly = this.#bugs.flagOnlyFault === true;
    task.target = null;
    if (!flagOnly) task.log.push({ at: new Date(), message: '{"msg":"draining"}' });
    await after(DRAIN_MS);
    task.status = "STOPPED";
    if (this.#bugs.neverReplaces) return;
    const replacement = this.#start(flagOnly);
    await after(START_MS);
    replacement.target = "healthy";
    this.events.push({ createdAt: new Date(), message: `(service backend) has started 1 tasks: ${replacement.id}` });
  }

  #start(silently = false): FakeTask {
    const number = this.all.length + 1;
    const log = silently ? [] : [{ at: new Date(), message: '{"msg":"Server listening at http://127.0.0.1:8080"}' }];
    const task: FakeTask = {
      id: `task-${number}`,
      address: `10.0.0.${number}`,
      status: "RUNNING",
      target: "initial",
      log,
    };
    this.all.push(task);
    return task;
  }
}
