import { join } from "node:path";
import { migrateConfig, readConfig } from "./config.ts";
import { databaseConnection } from "./database-connection.ts";
import { migrate } from "./postgres/migrate.ts";
import { runCommand } from "./run-command.ts";

/** `migrations/` lies beside the bundle, and beside `src/` in a checkout. */
const DIRECTORIES = { ".mjs": "migrations", ".ts": "../migrations" };

runCommand(async () => {
  const config = readConfig(migrateConfig, process.env);
  const directory = DIRECTORIES[import.meta.filename.endsWith(".ts") ? ".ts" : ".mjs"];
  const applied = await migrate(databaseConnection(config), {
    directory: join(import.meta.dirname, directory),
    log: (line) => console.error(line),
  });
  for (const name of applied) console.log(`applied ${name}`);
  console.log(`The schema of ${config.DB_NAME} is up to date: ${applied.length} migrations applied.`);
});
