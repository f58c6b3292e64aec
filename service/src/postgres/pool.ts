import { createPool as createSlonikPool, SchemaValidationError, type DatabasePool, type Interceptor } from "slonik";
import type { ConnectionOptions } from "./connection-options.ts";
import { createDriver, type DriverTimeouts } from "./driver.ts";

const IDLE_TIMEOUT_MS = 60_000;
const CLOSE_TIMEOUT_MS = 250;

/** Holds each row against the schema of its query, so that a type error surfaces here and not as a wrong amount. */
const resultParser: Interceptor = {
  name: "result-parser",
  transformRow: ({ resultParser: schema }, query, row) => {
    if (!schema) return row;
    const result = schema["~standard"].validate(row);
    if (result instanceof Promise)
      throw new TypeError(`The row schema of ${query.name ?? query.sql} must not be async.`);
    if (result.issues) throw new SchemaValidationError(query, row, result.issues);
    return result.value as typeof row;
  },
};

/** Connects when first used, so the service starts while the database is down. Retries nothing: that is `Recovery`'s. */
export async function createPool(
  options: ConnectionOptions,
  timeouts: DriverTimeouts,
  connectionsMax: number,
): Promise<DatabasePool> {
  const pool = await createSlonikPool("postgresql://", {
    driverFactory: createDriver(options, timeouts),
    maxPoolSize: connectionsMax,
    idleTimeout: IDLE_TIMEOUT_MS,
    gracefulTerminationTimeout: CLOSE_TIMEOUT_MS,
    connectionRetryLimit: 0,
    queryRetryLimit: 0,
    transactionRetryLimit: 0,
    interceptors: [resultParser],
    // Nothing is ever set on a session, and the default, DISCARD ALL, costs a round trip a query.
    resetConnection: async () => {},
  });
  // Each error reaches its caller too; without a listener the emitter would throw it a second time.
  pool.on("error", () => {});
  return pool;
}
