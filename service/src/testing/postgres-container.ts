import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PostgreSqlContainer } from "@testcontainers/postgresql";
import { Wait } from "testcontainers";
import { composeImage } from "./compose-image.ts";
import { ContainerControl } from "./container-control.ts";
import type { PostgresSetup } from "./postgres-server.ts";
import type { ServerControl } from "./server-control.ts";

const HOUR_MS = 3_600_000;

class OnHostNetwork extends PostgreSqlContainer {
  /** Testcontainers would wait for the module's port to be published, and on the host's network none is. */
  protected override async beforeContainerCreated(): Promise<void> {
    this.exposedPorts = [];
    delete this.hostConfig.PortBindings;
    // As process 1 the server would take an orphan of `docker exec` that fails for a backend that crashed, and restart.
    this.hostConfig.Init = true;
  }
}

/** A PostgreSQL in a container, on the host's network, where it listens on the setup's address and port alone. */
export async function startPostgresContainer(setup: PostgresSetup): Promise<ServerControl> {
  const keyFile = join(setup.directory, "server.key");
  writeFileSync(setup.caFile, setup.certificatePem, { mode: 0o644 });
  writeFileSync(keyFile, setup.privateKeyPem, { mode: 0o600 });
  const settings = [`listen_addresses = '${setup.host}'`, `port = ${setup.port}`, ...setup.settings];
  const container = await new OnHostNetwork(composeImage("postgres"))
    .withNetworkMode("host")
    .withEnvironment({ POSTGRES_INITDB_ARGS: "--auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8" })
    .withDatabase("postgres")
    .withUsername(setup.user)
    .withPassword(setup.password)
    .withSSL(setup.caFile, keyFile)
    // The log tells readiness; the module's own check would ask four times a second for as long as the test lasts.
    .withHealthCheck({ test: ["CMD", "true"], interval: HOUR_MS })
    .withCommand(["postgres", ...settings.flatMap((setting) => ["-c", argument(setting)])])
    // Once for the server that creates the database and once for the one that stays.
    .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
    .start();
  return new ContainerControl(container);
}

/** `name = 'value'` of a configuration file as a command line has it. */
function argument(setting: string): string {
  const [, name = "", value = ""] = /^(\S+)\s*=\s*(.*)$/.exec(setting) ?? [];
  return `${name}=${value.replace(/^'(.*)'$/, "$1")}`;
}
