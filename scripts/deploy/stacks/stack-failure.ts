import type { StackResource, StackState } from "./stack-state.ts";

/** A part of a value that LocalStack gives for an attribute that it does not know. */
const UNKNOWN = /(?<![a-z0-9])unknown(?![a-z0-9])/i;

/** CloudFormation's words for a resource that failed only because another one did. */
const CONSEQUENCE = /cancelled/i;

/**
 * Why a stack is not as deployed, in one sentence; undefined when it is. The stack's own status does not suffice:
 * LocalStack ends a failed update with UPDATE_COMPLETE and gives `unknown` for what it can't tell.
 */
export function stackFailure({ name, status, resources, outputs }: StackState): string | undefined {
  const failed = resources.filter((resource) => resource.status.endsWith("_FAILED"));
  const cause = failed.find(({ reason }) => reason && !CONSEQUENCE.test(reason)) ?? failed[0];
  if (cause) return `${described(cause)} of stack ${name} is ${cause.status}: ${cause.reason ?? "no reason given"}`;
  if (/ROLLBACK|FAILED/.test(status)) return `Stack ${name} is ${status}.`;
  const unidentified = resources.find(
    ({ status: state, physicalId }) =>
      state !== "DELETE_COMPLETE" && (physicalId === undefined || UNKNOWN.test(physicalId)),
  );
  if (unidentified) {
    return `${described(unidentified)} of stack ${name} has the physical id "${unidentified.physicalId ?? ""}".`;
  }
  const hollow = outputs.find(({ value }) => value === "" || UNKNOWN.test(value));
  return hollow && `Output ${hollow.key} of stack ${name} is "${hollow.value}".`;
}

function described({ type, logicalId }: StackResource): string {
  return `${type} ${logicalId}`;
}
