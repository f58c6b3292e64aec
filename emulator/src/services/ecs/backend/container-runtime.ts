/** One container to start, as the runtime needs it. */
export interface ContainerSpec {
  /** Names it in errors and logs, for example `ecs/payment-system-local-backend/<task id>/backend`. */
  readonly name: string;
  readonly imageDigest: string;
  /** Absent ones are the image's own. */
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly workingDirectory?: string;
  /** Wins over the image's environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The task's own address: what `localhost` is inside it. */
  readonly address: string;
  /** Each line of standard output and error. */
  readonly onLine: (line: string) => void;
}

export interface RunningContainer {
  readonly pid: number;
  /** Exit code, 128 + n when signal n ended it. Never rejects. */
  readonly exited: Promise<number>;
  /** SIGTERM, after `timeoutMs` SIGKILL; resolves when nothing of the container is left. */
  stop(timeoutMs: number): Promise<void>;
  /** Runs a health check's command (`CMD` or `CMD-SHELL` first) beside the container; true when it exits with 0 in time. */
  check(command: readonly string[], timeoutMs: number): Promise<boolean>;
}

/** Runs containers; `runtimes/` has the implementations. */
export interface ContainerRuntime {
  /** Makes an image ready to start. Rejects when its content is missing or broken. */
  pull(imageDigest: string): Promise<void>;
  /** Rejects when the command can't be started. */
  start(spec: ContainerSpec): Promise<RunningContainer>;
}
