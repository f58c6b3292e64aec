import { randomUUID } from "node:crypto";
import type { ServiceEventRecord } from "./service-record.ts";

const EVENTS_MAX = 100;

const list = (ids: readonly string[]): string => ids.map((id) => `(task ${id})`).join(" ");

/** The sentences of ECS's service events (ECS Developer Guide, "Amazon ECS service event messages"). */
export const SERVICE_EVENTS = {
  started: (service: string, ids: readonly string[]) =>
    `(service ${service}) has started ${ids.length} tasks: ${list(ids)}.`,
  stopped: (service: string, ids: readonly string[]) =>
    `(service ${service}) has stopped ${ids.length} running tasks: ${list(ids)}.`,
  registered: (service: string, targetGroupArn: string) =>
    `(service ${service}) registered 1 targets in (target-group ${targetGroupArn})`,
  deregistered: (service: string, targetGroupArn: string) =>
    `(service ${service}) deregistered 1 targets in (target-group ${targetGroupArn})`,
  draining: (service: string) => `(service ${service}) has begun draining connections on 1 tasks.`,
  unhealthyTarget: (service: string, id: string, port: number, targetGroupArn: string, reason: string) =>
    `(service ${service}) (task ${id}) (port ${port}) is unhealthy in (target-group ${targetGroupArn}) due to (reason ${reason}).`,
  unhealthyContainer: (service: string, id: string) =>
    `(service ${service}) (task ${id}) failed container health checks.`,
  throttled: (service: string) =>
    `(service ${service}) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
  deploymentCompleted: (service: string, deploymentId: string) =>
    `(service ${service}) (deployment ${deploymentId}) deployment completed.`,
  deploymentFailed: (service: string, deploymentId: string) =>
    `(service ${service}) (deployment ${deploymentId}) deployment failed: tasks failed to start.`,
  rollingBack: (service: string, deploymentId: string) =>
    `(service ${service}) rolling back to (deployment ${deploymentId}).`,
  steady: (service: string) => `(service ${service}) has reached a steady state.`,
} as const;

/** Puts messages, oldest first, before the events there are and keeps the newest 100, as AWS does. */
export function withEvents(
  events: readonly ServiceEventRecord[],
  messages: readonly string[],
  now: Date,
): ServiceEventRecord[] {
  const added = messages.map((message) => ({ id: randomUUID(), createdAt: now.toISOString(), message }));
  return [...added.reverse(), ...events].slice(0, EVENTS_MAX);
}
