import type { Task } from "@aws-sdk/client-ecs";

/** What tasks should have been started with. */
export interface Current {
  /** Digest of the image tagged `latest`. */
  readonly imageDigest: string;
  /** When a secret that they read last changed. */
  readonly secretsChangedAt: Date;
}

/** Why a task must be replaced: ECS reads image and secrets once, when it starts a task. Undefined when it need not. */
export function outdated(task: Task, current: Current): "image" | "secrets" | undefined {
  const isLatest = (task.containers ?? []).every(({ imageDigest }) => imageDigest === current.imageDigest);
  if (!isLatest) return "image";
  const startedFrom = task.createdAt?.getTime() ?? 0;
  return startedFrom < current.secretsChangedAt.getTime() ? "secrets" : undefined;
}
