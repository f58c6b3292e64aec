export interface TaskUser {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: TaskUser = { uid: 65_534, gid: 65_534 };

/** Whom tasks run as: never root, as the non-root containers that they would be; otherwise the emulator's own user. */
export function taskUser(): TaskUser | undefined {
  return process.getuid?.() === 0 ? NOBODY : undefined;
}
