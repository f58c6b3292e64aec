import { join } from "node:path";
import type { ConnectionOptions } from "../postgres/connection-options.ts";
import { PostgresProcess } from "./postgres-process.ts";
import { freePort, PostgresServer } from "./postgres-server.ts";

/** A primary and a read replica of it, for which no commit waits. */
export interface PostgresWithReplica extends AsyncDisposable {
  readonly primary: PostgresServer;
  readonly replica: PostgresProcess;
  readonly replicaConnection: ConnectionOptions;
}

export async function startPostgresWithReplica(): Promise<PostgresWithReplica> {
  const port = await freePort();
  let replica: PostgresProcess | undefined;
  const primary = await PostgresServer.start([], (setup) => {
    const server = PostgresProcess.initialize(setup);
    replica = server.standby({ directory: join(setup.directory, "replica"), port }, setup);
    return server;
  });
  await replica!.ensureStarted();
  return {
    primary,
    replica: replica!,
    replicaConnection: { ...primary.connection, port },
    [Symbol.asyncDispose]: async () => {
      await replica![Symbol.asyncDispose]();
      await primary[Symbol.asyncDispose]();
    },
  };
}
