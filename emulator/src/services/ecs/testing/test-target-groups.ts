import type { TargetHealth } from "../state/task-condition.ts";
import type { Target, TargetGroups } from "../backend/target-groups.ts";

/** One target group that checks its targets over HTTP whenever it is asked, and drains until told to let go. */
export class TestTargetGroups implements TargetGroups {
  readonly #targets = new Map<string, Target & { isDraining: boolean; wasHealthy: boolean }>();
  /** What happened, in order: `register address:port`, `deregister address:port`. */
  readonly history: string[] = [];
  holdsDraining = false;

  async registerTargets(_arn: string, target: Target): Promise<void> {
    this.history.push(`register ${key(target)}`);
    this.#targets.set(key(target), { ...target, isDraining: false, wasHealthy: false });
  }

  async deregisterTargets(_arn: string, target: Target): Promise<void> {
    this.history.push(`deregister ${key(target)}`);
    const known = this.#targets.get(key(target));
    if (known) known.isDraining = true;
  }

  async describeTargetHealth(): Promise<readonly (Target & TargetHealth)[]> {
    const described = [...this.#targets.values()].map(async (target) => {
      if (target.isDraining) return this.#draining(target);
      const isHealthy = await fetch(`http://${key(target)}/health`).then(
        async (response) => (await response.text(), response.ok),
        () => false,
      );
      target.wasHealthy ||= isHealthy;
      const { address, port } = target;
      return [{ address, port, ...(isHealthy ? HEALTHY : target.wasHealthy ? UNHEALTHY : INITIAL) }];
    });
    return (await Promise.all(described)).flat();
  }

  #draining({ address, port }: Target): (Target & TargetHealth)[] {
    if (this.holdsDraining) return [{ address, port, state: "draining" }];
    this.#targets.delete(key({ address, port }));
    return [];
  }
}

const INITIAL = { state: "initial" };
const HEALTHY = { state: "healthy" };
const UNHEALTHY = { state: "unhealthy", description: "Health checks failed" };

function key({ address, port }: Target): string {
  return `${address}:${port}`;
}
