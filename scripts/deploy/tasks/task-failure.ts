import type { Task } from "@aws-sdk/client-ecs";

/** Why a stopped task did not do its work, as the end of a sentence; undefined when it exited with 0. */
export function taskFailure({ containers, stoppedReason }: Task, containerName: string): string | undefined {
  const container = containers?.find(({ name }) => name === containerName);
  if (container?.exitCode === 0) return undefined;
  const reason = container?.reason ?? stoppedReason ?? "no reason given";
  if (container?.exitCode === undefined) return `never ran (${reason})`;
  return `ended with exit code ${container.exitCode} (${reason})`;
}
