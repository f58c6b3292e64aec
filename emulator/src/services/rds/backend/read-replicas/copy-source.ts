import { EmulatorError } from "../../../../errors.ts";
import { connect } from "../../../../runtimes/process/postgres/admin-connection.ts";
import { baseBackup } from "../../../../runtimes/process/postgres/base-backup.ts";
import { until } from "../../../../wait/until.ts";
import type { DbInstanceRecord } from "../../state/db-instance.ts";
import type { Fleet } from "../fleet.ts";
import type { Member } from "../member.ts";
import type { ServersContext } from "../servers-context.ts";
import { isReceiving } from "./replica-lag.ts";

const ATTEMPTS_MAX = 3;
const RECEIVING_DEADLINE_MS = 60_000;

/**
 * Makes a read replica's server a fresh copy of its source that receives from it, and records that. The source may fail
 * over meanwhile: then it is tried again with its new primary.
 */
export async function copySource(fleet: Fleet, record: DbInstanceRecord, replica: ServersContext): Promise<void> {
  const { resourceId } = record.replicaOf!;
  /** From here on the replica has no data that it could be promoted with. */
  const discard = async (): Promise<void> => {
    fleet.update(record.identifier, { replicaOf: { resourceId, seeded: false } });
    await replica.primary.discard();
  };
  for (let attempt = 1; ; attempt++) {
    try {
      const source = fleet.byResourceId(resourceId);
      if (!source || source.status === "deleting")
        throw new EmulatorError("PostgresFailed", "The source of the read replica is gone; promote it.");
      await copyPrimary(fleet.servers(source).context.primary, replica, discard);
      break;
    } catch (error) {
      if (attempt >= ATTEMPTS_MAX) throw error;
    }
  }
  fleet.update(record.identifier, { replicaOf: { resourceId, seeded: true } });
}

/** A slot that lasts as long as the connection keeps the WAL that the copy needs until it receives it. */
async function copyPrimary(from: Member, replica: ServersContext, discard: () => Promise<void>): Promise<void> {
  const { primary: to } = replica;
  const client = await connect(from.login);
  try {
    const slot = `seed_${replica.dependencies.site.resourceId.toLowerCase().replaceAll("-", "_")}`;
    await client.query("select pg_create_physical_replication_slot($1, true, true)", [slot]);
    // Only now, because of a source that is gone there would be no other copy.
    await discard();
    await baseBackup(client, from.directory, to.directory, from.gone);
    await replica.configurePrimary();
    await to.start();
    await until(() => isReceiving(to), {
      what: "the read replica to receive from its source",
      deadlineMs: RECEIVING_DEADLINE_MS,
      signal: AbortSignal.any([from.gone, to.gone]),
    });
  } finally {
    void client.end().catch(() => {});
  }
}
