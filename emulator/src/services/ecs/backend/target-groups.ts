import type { TargetHealth } from "../state/task-condition.ts";

export interface Target {
  readonly address: string;
  readonly port: number;
}

/** The target groups of the load balancers. */
export interface TargetGroups {
  registerTargets(targetGroupArn: string, target: Target): Promise<void>;
  deregisterTargets(targetGroupArn: string, target: Target): Promise<void>;
  /** Every target registered or draining; undefined when there is no such target group. */
  describeTargetHealth(targetGroupArn: string): Promise<readonly (Target & TargetHealth)[] | undefined>;
}
