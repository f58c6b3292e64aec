import { migrateConfig, readConfig } from "./config.ts";
import { databaseConnection } from "./database-connection.ts";
import { verifyDatabase } from "./postgres/verify-database.ts";
import { runCommand } from "./run-command.ts";

/** Prints one line of JSON, for whoever reads the task's log; exit code 1 if the ledger doesn't balance. */
runCommand(async () => {
  const config = readConfig(migrateConfig, process.env);
  const verification = await verifyDatabase(databaseConnection(config));
  console.log(JSON.stringify({ event: "database-verified", host: config.DB_HOST, ...verification }));
  const { ledgerSums, unbalancedPayments } = verification;
  if (unbalancedPayments === "0" && Object.values(ledgerSums).every((sum) => sum === "0")) return;
  console.error(
    `The ledger of ${config.DB_NAME} on ${config.DB_HOST} does not balance in ${unbalancedPayments} payments; don't put it into service.`,
  );
  process.exitCode = 1;
});
