import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { giveToServerUser } from "./server-user.ts";

/** Replaces a file of the server user at once and durably: after a crash it is the old or the new one, never half. */
export async function writeDurably(path: string, content: string, mode = 0o600): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, "w", mode);
  try {
    await file.writeFile(content);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
  await giveToServerUser(temporary);
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

/** Makes the entries of a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
