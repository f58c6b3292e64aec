import { isDeepStrictEqual } from "node:util";
import { targetKey, type TargetConfig, type TargetGroupConfig } from "../proxy-config.ts";
import type { TargetHealthState } from "../../state/target-health.ts";
import { Target } from "./target.ts";

export type OnHealth = (targetGroupArn: string, target: string, health: TargetHealthState) => void;

/** The registered targets of one target group and the choice among them. */
export class TargetGroup {
  #config: TargetGroupConfig;
  #idleTimeoutMs: number;
  readonly #onHealth: OnHealth;
  readonly #targets = new Map<string, Target>();
  #turn = 0;

  constructor(config: TargetGroupConfig, idleTimeoutMs: number, onHealth: OnHealth) {
    this.#config = config;
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#onHealth = onHealth;
    this.#register(config);
  }

  /** Starts, drains and cuts targets until they are those of `config`. */
  update(config: TargetGroupConfig, idleTimeoutMs: number): void {
    const needsNewTargets =
      idleTimeoutMs !== this.#idleTimeoutMs ||
      config.protocol !== this.#config.protocol ||
      !isDeepStrictEqual(config.healthCheck, this.#config.healthCheck);
    const wanted = new Set(config.targets.map(targetKey));
    for (const [key, target] of this.#targets) {
      if (wanted.has(key) && !needsNewTargets) continue;
      this.#targets.delete(key);
      if (wanted.has(key)) target.drain();
      else void target.destroy();
    }
    this.#config = config;
    this.#idleTimeoutMs = idleTimeoutMs;
    this.#register(config);
  }

  /**
   * The target of the next request: among the healthy ones, and among all registered ones when none is healthy.
   * Undefined when none is registered.
   */
  choose(): Target | undefined {
    const registered = [...this.#targets.values()].filter((target) => !target.isDraining);
    const healthy = registered.filter((target) => target.isHealthy);
    const candidates = healthy.length > 0 ? healthy : registered;
    if (this.#config.algorithm === "least_outstanding_requests") {
      const least = Math.min(...candidates.map((target) => target.inFlight));
      return candidates.find((target) => target.inFlight === least);
    }
    return candidates[this.#turn++ % candidates.length];
  }

  async destroy(): Promise<void> {
    await Promise.all([...this.#targets.values()].map((target) => target.destroy()));
    this.#targets.clear();
  }

  #register(config: TargetGroupConfig): void {
    for (const target of config.targets) {
      const known = this.#targets.get(targetKey(target));
      if (known && known.isDraining && !target.draining) this.#replace(known, target);
      else if (known && target.draining) known.drain();
      else if (!known && !target.draining) this.#start(target);
    }
  }

  #replace(known: Target, target: TargetConfig): void {
    known.drain();
    this.#start(target);
  }

  #start(target: TargetConfig): void {
    const key = targetKey(target);
    const report = (health: TargetHealthState): void => this.#onHealth(this.#config.arn, key, health);
    this.#targets.set(key, new Target(target, this.#config, this.#idleTimeoutMs, report));
  }
}
