import type { Elbv2State } from "../state/elbv2-state.ts";
import type { DataPlane } from "./data-plane.ts";

/** Ends the draining of deregistered targets when their delay is over, also over restarts. */
export class Deregistration {
  readonly #state: Elbv2State;
  readonly #dataPlane: DataPlane;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(state: Elbv2State, dataPlane: DataPlane) {
    this.#state = state;
    this.#dataPlane = dataPlane;
  }

  /** Removes what is due in a target group and comes back for the next one. */
  async advance(targetGroupArn: string): Promise<void> {
    clearTimeout(this.#timers.get(targetGroupArn));
    this.#timers.delete(targetGroupArn);
    const record = this.#state.targetGroups.get(targetGroupArn);
    if (!record) return;
    const now = Date.now();
    const targets = record.targets.filter(({ drainingUntil }) => !(drainingUntil && Date.parse(drainingUntil) <= now));
    const ends = targets.flatMap(({ drainingUntil }) => (drainingUntil ? [Date.parse(drainingUntil)] : []));
    if (ends.length > 0) {
      const timer = setTimeout(() => void this.advance(targetGroupArn), Math.min(...ends) - now);
      this.#timers.set(targetGroupArn, timer.unref());
    }
    if (targets.length === record.targets.length) return;
    this.#state.targetGroups.put(targetGroupArn, { ...record, targets });
    await this.#dataPlane.syncTargetGroup(targetGroupArn);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
