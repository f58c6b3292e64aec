import { escapeIdentifier, escapeLiteral } from "pg";
import { connect } from "../../../runtimes/process/postgres/admin-connection.ts";
import { initialise } from "../../../runtimes/process/postgres/initialise.ts";
import type { Member } from "./member.ts";
import type { ServersContext } from "./servers-context.ts";
import { ADMIN_DATABASE, ADMIN_ROLE, REPLICATION_ROLE, type Credentials } from "./site.ts";

/** What CreateDBInstance asks to be in a new server. */
export interface NewDatabase {
  readonly masterUsername: string;
  /** SCRAM-SHA-256 verifier of the master password. */
  readonly masterPasswordVerifier: string;
  /** Created and owned by the master user; none when absent. */
  readonly databaseName?: string;
}

/** A primary with RDS's own roles and database, the master user and its database; it runs when this returns. */
export async function createDatabase(context: ServersContext, database: NewDatabase): Promise<void> {
  const { primary } = context;
  const { credentials, binaries } = primary.site;
  await initialise(binaries, primary.directory, ADMIN_ROLE, credentials.admin);
  await context.configurePrimary();
  const login = { ...primary.login, database: "postgres" };
  await primary.start(async () => (await connect(login)).end().then(() => true));
  const client = await connect(login);
  try {
    for (const statement of statements(credentials, database)) await client.query(statement);
  } finally {
    await client.end();
  }
}

function statements(credentials: Credentials, database: NewDatabase): string[] {
  const master = escapeIdentifier(database.masterUsername);
  return [
    `create database ${ADMIN_DATABASE}`,
    `revoke connect on database ${ADMIN_DATABASE} from public`,
    `create role ${REPLICATION_ROLE} login replication password ${escapeLiteral(credentials.replication)}`,
    "create role rds_superuser nologin",
    "grant pg_monitor, pg_signal_backend, pg_checkpoint to rds_superuser with admin option",
    `create role ${master} login createdb createrole password ${escapeLiteral(database.masterPasswordVerifier)}`,
    `grant rds_superuser to ${master} with admin option`,
    `alter database postgres owner to ${master}`,
    ...(database.databaseName ? [`create database ${escapeIdentifier(database.databaseName)} owner ${master}`] : []),
  ];
}

/** Takes effect for the next connection. */
export async function setPassword(primary: Member, role: string, verifier: string): Promise<void> {
  await primary.admin.query(`alter role ${escapeIdentifier(role)} password ${escapeLiteral(verifier)}`);
}
