/** Why a task could not start, in the words that open AWS's `stoppedReason` (ECS Developer Guide, "Stopped task errors"). */
export type TaskFailureKind =
  "CannotPullContainerError" | "CannotStartContainerError" | "ResourceInitializationError" | "TaskFailedToStart";

/** Ends a task before it runs; `message` becomes its `stoppedReason`. */
export class TaskFailure extends Error {
  constructor(kind: TaskFailureKind, detail: string, options?: ErrorOptions) {
    super(`${kind}: ${detail}`, options);
    this.name = "TaskFailure";
  }
}
