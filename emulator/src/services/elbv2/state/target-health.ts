import type { TargetHealth } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { TargetRecord } from "./records.ts";

/** What a load balancer's health checks found about a target, in AWS's words. */
export interface TargetHealthState {
  readonly state: "initial" | "healthy" | "unhealthy";
  readonly reason?:
    | "Elb.RegistrationInProgress"
    | "Elb.InitialHealthChecking"
    | "Target.ResponseCodeMismatch"
    | "Target.Timeout"
    | "Target.FailedHealthChecks";
  readonly description?: string;
}

/** A registered target's health in AWS's words, from what its load balancer last reported. */
export function targetHealth(
  target: TargetRecord,
  isInUse: boolean,
  reported: TargetHealthState | undefined,
): TargetHealth {
  if (target.drainingUntil !== undefined) {
    return {
      State: "draining",
      Reason: "Target.DeregistrationInProgress",
      Description: "Target deregistration is in progress",
    };
  }
  if (!isInUse) {
    return {
      State: "unused",
      Reason: "Target.NotInUse",
      Description: "Target group is not configured to receive traffic from the load balancer",
    };
  }
  if (!reported) {
    return {
      State: "initial",
      Reason: "Elb.RegistrationInProgress",
      Description: "Target registration is in progress",
    };
  }
  const { state, reason, description } = reported;
  return {
    State: state,
    ...(reason === undefined ? {} : { Reason: reason }),
    ...(description === undefined ? {} : { Description: description }),
  };
}

/** A target that was asked for and is not registered. */
export const NOT_REGISTERED: TargetHealth = {
  State: "unused",
  Reason: "Target.NotRegistered",
  Description: "Target is not registered to the target group",
};
