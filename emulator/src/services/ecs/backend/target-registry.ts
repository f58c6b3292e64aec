import type { Log } from "../../../log.ts";
import type { TargetHealth } from "../state/task-condition.ts";
import type { Target, TargetGroups } from "./target-groups.ts";

/** A load balancer notices a change within its check interval (5 s at least); this only learns what it noticed. */
const CHANGING_INTERVAL_MS = 200;
const SETTLED_INTERVAL_MS = 1_000;

interface Watched {
  /** Targets of tasks here, registered or draining, by `address:port`. */
  readonly interest: Set<string>;
  readonly health: Map<string, TargetHealth>;
  readonly drained: Map<string, () => void>;
  timer?: NodeJS.Timeout;
}

/** Registers tasks with target groups and knows what the load balancers say about them. */
export class TargetRegistry {
  readonly #groups: TargetGroups;
  readonly #onChange: (target: Target) => void;
  readonly #log: Log;
  readonly #watched = new Map<string, Watched>();

  /** `onChange` is called after the health of a target changed. */
  constructor(groups: TargetGroups, onChange: (target: Target) => void, log: Log) {
    this.#groups = groups;
    this.#onChange = onChange;
    this.#log = log;
  }

  health(targetGroupArn: string, target: Target): TargetHealth | undefined {
    return this.#watched.get(targetGroupArn)?.health.get(keyOf(target));
  }

  /** Rejects as RegisterTargets does. */
  async register(targetGroupArn: string, target: Target): Promise<void> {
    await this.#groups.registerTargets(targetGroupArn, target);
    const watched = this.#watched.get(targetGroupArn) ?? { interest: new Set(), health: new Map(), drained: new Map() };
    this.#watched.set(targetGroupArn, watched);
    watched.interest.add(keyOf(target));
    this.#schedule(targetGroupArn, watched, 0);
  }

  /**
   * Takes a target out of service; `drained` resolves when the load balancer has no connection to it left or its
   * deregistration delay is over. A target group that is gone has nothing left to drain.
   */
  async deregister(targetGroupArn: string, target: Target): Promise<{ drained: Promise<void> }> {
    const watched = this.#watched.get(targetGroupArn);
    const { promise, resolve } = Promise.withResolvers<void>();
    try {
      await this.#groups.deregisterTargets(targetGroupArn, target);
    } catch (error) {
      this.#log("warn", "A target could not be deregistered.", { targetGroupArn, ...target, error: String(error) });
      resolve();
    }
    if (!watched?.interest.has(keyOf(target))) resolve();
    else {
      watched.drained.set(keyOf(target), resolve);
      this.#schedule(targetGroupArn, watched, 0);
    }
    return { drained: promise };
  }

  stop(): void {
    for (const watched of this.#watched.values()) clearTimeout(watched.timer);
    this.#watched.clear();
  }

  #schedule(targetGroupArn: string, watched: Watched, delayMs: number): void {
    clearTimeout(watched.timer);
    watched.timer = setTimeout(() => void this.#refresh(targetGroupArn, watched), delayMs);
  }

  async #refresh(targetGroupArn: string, watched: Watched): Promise<void> {
    try {
      this.#apply(watched, (await this.#groups.describeTargetHealth(targetGroupArn)) ?? []);
    } catch (error) {
      this.#log("warn", "Target health could not be read.", { targetGroupArn, error: String(error) });
    }
    if (this.#watched.get(targetGroupArn) !== watched) return;
    if (watched.interest.size === 0) this.#watched.delete(targetGroupArn);
    else {
      const isSettled = [...watched.interest].every((key) => watched.health.get(key)?.state === "healthy");
      this.#schedule(targetGroupArn, watched, isSettled ? SETTLED_INTERVAL_MS : CHANGING_INTERVAL_MS);
    }
  }

  #apply(watched: Watched, described: readonly (Target & TargetHealth)[]): void {
    const current = new Map(described.map((target) => [keyOf(target), target]));
    for (const key of watched.interest) {
      const target = current.get(key);
      const before = watched.health.get(key);
      if (target) watched.health.set(key, target);
      else watched.health.delete(key);
      if (!target && watched.drained.has(key)) {
        watched.interest.delete(key);
        watched.drained.get(key)!();
        watched.drained.delete(key);
      }
      if (before?.state !== target?.state) this.#onChange(parseKey(key));
    }
  }
}

function keyOf({ address, port }: Target): string {
  return `${address}:${port}`;
}

function parseKey(key: string): Target {
  const [address = "", port] = key.split(":");
  return { address, port: Number(port) };
}
