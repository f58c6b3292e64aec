import { allowsLoopbackWebhooks, readConfig, serviceConfig } from "./config.ts";
import { databaseConnection } from "./database-connection.ts";
import { buildApp } from "./http/app.ts";
import { apiKeyUseJob } from "./jobs/api-key-use-job.ts";
import { approvalJob } from "./jobs/approval-job.ts";
import { auditSealJob } from "./jobs/audit-seal-job.ts";
import { bookJobs } from "./jobs/book-jobs.ts";
import { providerWebhookJob } from "./jobs/provider-webhook-job.ts";
import { JobRunner } from "./jobs/job-runner.ts";
import { createAccessStores } from "./postgres/access-stores.ts";
import { createApprovalStore } from "./postgres/approval-store.ts";
import { createAuditLog } from "./postgres/audit-log.ts";
import { createBooks } from "./postgres/books.ts";
import { recoveryJob } from "./jobs/recovery-job.ts";
import { createPaymentOperations } from "./payment-operations.ts";
import { openDatabase } from "./postgres/database.ts";
import { createLedgerSnapshot } from "./postgres/ledger-snapshot.ts";
import { createSimulatedBank } from "./postgres/simulated-bank.ts";
import { createPaymentStore } from "./postgres/payment-store.ts";
import { cacheFinalPayments } from "./redis/final-payment-cache.ts";
import { LocalRateLimiter } from "./redis/local-rate-limiter.ts";
import { RedisLink } from "./redis/redis-link.ts";
import { createSharedRateLimiter } from "./redis/shared-rate-limiter.ts";
import { redisConnection } from "./redis-connection.ts";
import { runCommand } from "./run-command.ts";
import { Shutdown } from "./shutdown.ts";
import { createHttpSender } from "./webhooks/http-sender.ts";
import { WebhookDispatcher } from "./webhooks/dispatcher.ts";
import { createProviderWebhookStore } from "./postgres/provider-webhook-store.ts";
import { createWebhookOutbox } from "./postgres/webhook-outbox.ts";
import { createWebhookStore } from "./postgres/webhook-store.ts";
import { payoutExecutor } from "./usecases/payout-approval.ts";
import { refundExecutor } from "./usecases/refund-approval.ts";
import { ApiKeyDirectory } from "./usecases/api-key-directory.ts";

runCommand(async () => {
  const config = readConfig(serviceConfig, process.env);
  const database = await openDatabase(databaseConnection(config), config.DB_POOL_MAX);
  const connection = redisConnection(config);
  const redis = connection && RedisLink.open(connection);
  const payments = createPaymentStore(database);
  const operations = createPaymentOperations(database, { timeoutMs: config.PROVIDER_TIMEOUT_MS });
  const localRateLimiter = new LocalRateLimiter();
  const shutdown = new Shutdown();
  const access = createAccessStores(database);
  const audit = createAuditLog(database);
  const sender = createHttpSender({ allowLoopback: allowsLoopbackWebhooks(config) });
  const dispatcher = new WebhookDispatcher(createWebhookOutbox(database), sender);
  const books = createBooks(database);

  const approvals = {
    approvals: createApprovalStore(database),
    executors: {
      refund: refundExecutor(operations),
      payout: payoutExecutor(books.payouts, config.PAYOUT_HOLD_SECONDS),
    },
  };
  const store = createProviderWebhookStore(database);
  const providerWebhooks = { store, secrets: { stripe: config.STRIPE_WEBHOOK_SECRETS }, handlers: {} };
  const apiKeys = new ApiKeyDirectory(access.apiKeys);
  const app = await buildApp({
    jwtSecret: config.JWT_SECRET,
    jwtSecretPrevious: config.JWT_SECRET_PREVIOUS,
    environment: config.ENVIRONMENT,
    logLevel: config.LOG_LEVEL,
    payments: redis ? cacheFinalPayments(payments, redis) : payments,
    operations,
    ledger: createLedgerSnapshot(database),
    books,
    payoutHoldSeconds: config.PAYOUT_HOLD_SECONDS,
    access,
    audit,
    approvals,
    providerWebhooks,
    webhooks: { webhooks: createWebhookStore(database), sender },
    apiKeys,
    rateLimiter: redis ? createSharedRateLimiter(redis, localRateLimiter) : localRateLimiter,
    rateLimitPerSecond: config.RATE_LIMIT_PER_SECOND,
    health: {
      isDraining: () => shutdown.isDraining,
      pingDatabase: () => database.ping(),
      isRedisUp: () => redis?.isUp,
    },
  });
  const jobs = new JobRunner(app.log);
  shutdown.onSignal(async () => {
    app.log.info("draining");
    await app.close();
    await jobs.stop();
    await dispatcher.drain();
    await apiKeys.flushUses().catch(() => {});
    redis?.close();
    await database.close();
  });
  await app.listen({ host: config.HOST, port: config.PORT });
  jobs.start([
    apiKeyUseJob(apiKeys),
    auditSealJob(audit),
    approvalJob(approvals),
    providerWebhookJob(providerWebhooks),
    dispatcher,
    ...bookJobs(books, createSimulatedBank(database), config),
    recoveryJob(operations, app.log),
  ]);
});
