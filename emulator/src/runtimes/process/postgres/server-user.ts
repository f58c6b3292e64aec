import { chown } from "node:fs/promises";

/** `nobody` everywhere that this runs: PostgreSQL refuses to run as root. */
const NOBODY = 65_534;

/** Whom PostgreSQL runs as: `nobody` when the emulator is root, else the emulator's own user (undefined). */
export function serverUser(): { uid: number; gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;
}

/** Makes `path` the server user's. */
export async function giveToServerUser(path: string): Promise<void> {
  const user = serverUser();
  if (user) await chown(path, user.uid, user.gid);
}
