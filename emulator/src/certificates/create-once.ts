import { randomUUID } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";

/**
 * The content of `file`, which `create` provides if it does not exist yet. The file appears complete or not at all,
 * and of several creators at once all get the first one's content.
 */
export async function createOnce(file: string, mode: number, create: () => Promise<string>): Promise<string> {
  const existing = await readFile(file, "utf8").catch(ifMissing);
  if (existing !== undefined) return existing;
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, await create(), { mode, flag: "wx", flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
  return readFile(file, "utf8");
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
