export interface TaskUser {
  readonly uid: number;
  readonly gid: number;
}

/** No account has this id: a task can read neither root's files nor the database's, which are `nobody`'s. */
const NO_ACCOUNT: TaskUser = { uid: 65_533, gid: 65_533 };

/** Whom tasks run as: never root, as the non-root containers that they would be; otherwise the emulator's own user. */
export function taskUser(): TaskUser | undefined {
  return process.getuid?.() === 0 ? NO_ACCOUNT : undefined;
}
