import type { Database } from "../database.ts";

/** A database for what is only read. */
export type Reader = Pick<Database, "run" | "snapshot">;
