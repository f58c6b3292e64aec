import type { PostgresServer } from "./postgres-server.ts";

/** The name of the constraint that refuses the statement; undefined if none does. */
export async function refusedBy(server: PostgresServer, statement: string): Promise<string | undefined> {
  try {
    await server.query(statement);
    return undefined;
  } catch (error) {
    return (error as { constraint?: string }).constraint ?? String(error);
  }
}
