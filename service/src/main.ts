import { readConfig, serviceConfig } from "./config.ts";
import { databaseConnection } from "./database-connection.ts";
import { buildApp } from "./http/app.ts";
import { apiKeyUseJob } from "./jobs/api-key-use-job.ts";
import { JobRunner } from "./jobs/job-runner.ts";
import { createAccessStores } from "./postgres/access-stores.ts";
import { openDatabase } from "./postgres/database.ts";
import { createLedgerSnapshot } from "./postgres/ledger-snapshot.ts";
import { createPaymentStore } from "./postgres/payment-store.ts";
import { runCommand } from "./run-command.ts";
import { Shutdown } from "./shutdown.ts";
import { ApiKeyDirectory } from "./usecases/api-key-directory.ts";

runCommand(async () => {
  const config = readConfig(serviceConfig, process.env);
  const database = await openDatabase(databaseConnection(config), config.DB_POOL_MAX);
  const shutdown = new Shutdown();
  const access = createAccessStores(database);
  const apiKeys = new ApiKeyDirectory(access.apiKeys);
  const app = await buildApp({
    jwtSecret: config.JWT_SECRET,
    jwtSecretPrevious: config.JWT_SECRET_PREVIOUS,
    environment: config.ENVIRONMENT,
    logLevel: config.LOG_LEVEL,
    payments: createPaymentStore(database),
    ledger: createLedgerSnapshot(database),
    access,
    apiKeys,
    health: { isDraining: () => shutdown.isDraining, pingDatabase: () => database.ping() },
  });
  const jobs = new JobRunner(app.log);
  shutdown.onSignal(async () => {
    app.log.info("draining");
    await app.close();
    await jobs.stop();
    await apiKeys.flushUses().catch(() => {});
    await database.close();
  });
  await app.listen({ host: config.HOST, port: config.PORT });
  jobs.start([apiKeyUseJob(apiKeys)]);
});
