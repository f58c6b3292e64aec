import { Worker } from "node:worker_threads";
import { EmulatorError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import type { FromWorker, ListenerFailure, ProxyConfig, ToWorker } from "./proxy-config.ts";
import type { TargetHealthState } from "../state/target-health.ts";

const APPLY_DEADLINE_MS = 15_000;
const RESTARTS_MAX = 5;
/** Fewer restarts than the most within this time are forgotten. */
const RESTART_WINDOW_MS = 60_000;

export interface LoadBalancerWorkerOptions {
  readonly name: string;
  readonly log: Log;
  onHealth(targetGroupArn: string, target: string, health: TargetHealthState): void;
}

interface Pending {
  readonly resolve: (failures: readonly ListenerFailure[]) => void;
  readonly reject: (error: Error) => void;
}

/** The thread that proxies for one load balancer. It is started again with its last configuration if it ends. */
export class LoadBalancerWorker {
  readonly #options: LoadBalancerWorkerOptions;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker;
  #last: Extract<ToWorker, { kind: "apply" }> | undefined;
  #version = 0;
  #isStopping = false;
  #restarts: number[] = [];

  constructor(options: LoadBalancerWorkerOptions) {
    this.#options = options;
    this.#worker = this.#spawn();
  }

  /** Resolves once the configuration serves, with the listeners that could not be opened. */
  async apply(config: ProxyConfig): Promise<readonly ListenerFailure[]> {
    const version = ++this.#version;
    this.#last = { kind: "apply", version, config };
    const { promise, resolve, reject } = Promise.withResolvers<readonly ListenerFailure[]>();
    this.#pending.set(version, { resolve, reject });
    const what = `Load balancer ${this.#options.name} did not take over its configuration`;
    const deadline = setTimeout(() => {
      reject(new EmulatorError("DeadlineExceeded", `${what} within ${APPLY_DEADLINE_MS} ms; see the emulator's log.`));
    }, APPLY_DEADLINE_MS);
    this.#worker.postMessage(this.#last);
    try {
      return await promise;
    } finally {
      clearTimeout(deadline);
      this.#pending.delete(version);
    }
  }

  /** Accepts nothing more; what is in flight may finish within `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    const exited = new Promise<void>((resolve) => this.#worker.once("exit", () => resolve()));
    this.#worker.postMessage({ kind: "stop", graceMs } satisfies ToWorker);
    const cut = setTimeout(() => void this.#worker.terminate(), graceMs + APPLY_DEADLINE_MS);
    await exited;
    clearTimeout(cut);
  }

  #spawn(): Worker {
    const worker = new Worker(new URL("./worker/main.ts", import.meta.url), {
      name: `load balancer ${this.#options.name}`,
      execArgv: [],
    });
    worker.on("message", (message: FromWorker) => this.#receive(message));
    worker.on("error", (error: Error) => {
      const detail = error.stack ?? String(error);
      this.#options.log("error", "A load balancer's proxy failed.", { loadBalancer: this.#options.name, detail });
    });
    worker.on("exit", () => this.#restart());
    return worker;
  }

  #receive(message: FromWorker): void {
    if (message.kind === "health") {
      this.#options.onHealth(message.targetGroupArn, message.target, message.health);
      return;
    }
    for (const [version, { resolve }] of this.#pending) {
      if (version <= message.version) resolve(message.failures);
    }
  }

  #restart(): void {
    if (this.#isStopping) return;
    const now = performance.now();
    this.#restarts = [...this.#restarts.filter((at) => now - at < RESTART_WINDOW_MS), now];
    if (this.#restarts.length > RESTARTS_MAX) {
      const message = `The proxy of load balancer ${this.#options.name} ended ${RESTARTS_MAX} times in a minute and stays down; see the log and restart the emulator.`;
      this.#options.log("error", message);
      for (const { reject } of this.#pending.values()) reject(new EmulatorError("ProcessFailed", message));
      return;
    }
    this.#worker = this.#spawn();
    if (this.#last) this.#worker.postMessage(this.#last);
  }
}
