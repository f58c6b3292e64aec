import { EmulatorError } from "../../../errors.ts";
import type { DbInstanceRecord } from "../state/db-instance.ts";
import type { Backups } from "./backups/backups.ts";
import type { Fleet } from "./fleet.ts";

/**
 * Deletes an instance as it was asked; nothing is deleted before a final snapshot is there. Each step can be repeated
 * after a crash. Throws `PostgresFailed` when the final snapshot could not be taken.
 */
export async function deleteInstance(
  fleet: Fleet,
  backups: Backups,
  record: DbInstanceRecord,
  signal: AbortSignal,
): Promise<void> {
  const { resourceId, deletion } = record;
  const servers = fleet.servers(record);
  if (backups.jobs.hasRequested(resourceId)) {
    if (!servers.context.primary.isRunning()) await servers.open();
    await backups.jobs.takeRequested(record, signal);
  }
  const { finalSnapshot } = deletion ?? {};
  if (finalSnapshot !== undefined && backups.snapshots.find(finalSnapshot)?.status !== "available") {
    throw new EmulatorError("PostgresFailed", `The final snapshot ${finalSnapshot} failed; delete the instance again.`);
  }
  if (deletion?.retainsBackups) {
    // A clean stop archives everything that is left.
    if (servers.context.primary.isRunning()) await servers.close();
    backups.retain(record);
  }
  await servers.destroy();
  if (!deletion?.retainsBackups) await backups.forget(resourceId, signal);
}
