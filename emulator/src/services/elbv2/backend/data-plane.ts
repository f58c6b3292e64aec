import type { Log } from "../../../log.ts";
import type { ImportedCertificates } from "../../acm/imported-certificates.ts";
import type { Elbv2State } from "../state/elbv2-state.ts";
import type { TargetHealthState } from "../state/target-health.ts";
import { LoadBalancerWorker } from "./load-balancer-worker.ts";
import type { ListenerFailure } from "./proxy-config.ts";
import { proxyConfigOf } from "./proxy-config-of.ts";

const STOP_GRACE_MS = 2_000;

/** The real proxies: one worker thread for each load balancer, kept in line with the control plane. */
export class DataPlane {
  readonly #state: Elbv2State;
  readonly #certificates: ImportedCertificates;
  readonly #log: Log;
  readonly #workers = new Map<string, LoadBalancerWorker>();
  readonly #health = new Map<string, TargetHealthState>();

  constructor(state: Elbv2State, certificates: ImportedCertificates, log: Log) {
    this.#state = state;
    this.#certificates = certificates;
    this.#log = log;
  }

  /** Starts a load balancer's proxy and records how that went: `active`, or `failed` with a reason. Never rejects. */
  async bringUp(loadBalancerArn: string): Promise<void> {
    let outcome: { state: "active" | "failed"; stateReason?: string } = { state: "active" };
    try {
      for (const { listenerArn, message } of await this.sync(loadBalancerArn)) {
        this.#log("error", "A listener could not be opened; free its port and restart.", { listenerArn, message });
        outcome = { state: "failed", stateReason: message };
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#log("error", "A load balancer could not be started.", { loadBalancerArn, message });
      outcome = { state: "failed", stateReason: message };
    }
    const record = this.#state.loadBalancers.get(loadBalancerArn);
    if (!record) return;
    const { stateReason: _, ...rest } = record;
    this.#state.loadBalancers.put(loadBalancerArn, { ...rest, ...outcome });
  }

  /** Brings a load balancer's proxy into line; gives the listeners that could not be opened. */
  async sync(loadBalancerArn: string): Promise<readonly ListenerFailure[]> {
    const record = this.#state.loadBalancer(loadBalancerArn);
    const config = proxyConfigOf(record, this.#state, this.#certificates);
    let worker = this.#workers.get(loadBalancerArn);
    if (!worker) {
      worker = new LoadBalancerWorker({
        name: record.name,
        log: this.#log,
        onHealth: (targetGroupArn, target, health) => {
          this.#health.set(healthKey(targetGroupArn, target), health);
          this.#log("info", "A target's health changed.", { targetGroupArn, target, ...health });
        },
      });
      this.#workers.set(loadBalancerArn, worker);
    }
    return worker.apply(config);
  }

  /** Brings the load balancer that uses a target group into line, if one does. */
  async syncTargetGroup(targetGroupArn: string): Promise<void> {
    const loadBalancer = this.#state.loadBalancerOf(targetGroupArn);
    if (loadBalancer) await this.sync(loadBalancer.arn);
  }

  /** Forgets what was found about a target, as when it is registered anew. */
  forgetHealth(targetGroupArn: string, target: string): void {
    this.#health.delete(healthKey(targetGroupArn, target));
  }

  health(targetGroupArn: string, target: string): TargetHealthState | undefined {
    return this.#health.get(healthKey(targetGroupArn, target));
  }

  /** Ends a load balancer's proxy and cuts its connections. */
  async remove(loadBalancerArn: string): Promise<void> {
    const worker = this.#workers.get(loadBalancerArn);
    this.#workers.delete(loadBalancerArn);
    await worker?.stop(0);
  }

  /** Ends all proxies; requests in flight may finish shortly. */
  async stop(): Promise<void> {
    const workers = [...this.#workers.values()];
    this.#workers.clear();
    this.#health.clear();
    await Promise.all(workers.map((worker) => worker.stop(STOP_GRACE_MS)));
  }
}

function healthKey(targetGroupArn: string, target: string): string {
  return `${targetGroupArn} ${target}`;
}
