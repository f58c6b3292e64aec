import { allowsLoopbackWebhooks, readConfig, serviceConfig, type ServiceConfig } from "./config.ts";
import { createApprovals } from "./approvals.ts";
import { openDataSources } from "./data-sources.ts";
import { buildApp } from "./http/app.ts";
import { apiKeyUseJob } from "./jobs/api-key-use-job.ts";
import { approvalJob } from "./jobs/approval-job.ts";
import { auditSealJob } from "./jobs/audit-seal-job.ts";
import { backlogJob } from "./jobs/backlog-job.ts";
import { bookJobs } from "./jobs/book-jobs.ts";
import { JobRunner } from "./jobs/job-runner.ts";
import { createAccessStores } from "./postgres/access-stores.ts";
import { createAuditLog } from "./postgres/audit-log.ts";
import { createBooks } from "./postgres/books.ts";
import { createCustomerStore } from "./postgres/customer-store.ts";
import { recoveryJob } from "./jobs/recovery-job.ts";
import { Metrics } from "./metrics/metrics.ts";
import { MetricsEndpoint } from "./metrics/metrics-endpoint.ts";
import { observeOperations } from "./metrics/observe-operations.ts";
import { createPaymentOperations } from "./payment-operations.ts";
import { createLedgerSnapshot } from "./postgres/ledger-snapshot.ts";
import { createSimulatedBank } from "./postgres/simulated-bank.ts";
import { createPaymentStore } from "./postgres/payment-store.ts";
import { cacheFinalPayments } from "./redis/final-payment-cache.ts";
import { LocalRateLimiter } from "./redis/local-rate-limiter.ts";
import type { RedisLink } from "./redis/redis-link.ts";
import { createSharedRateLimiter } from "./redis/shared-rate-limiter.ts";
import { createProviderWebhooks } from "./provider-webhooks.ts";
import { providerOptions } from "./provider-options.ts";
import { runCommand } from "./run-command.ts";
import { Shutdown } from "./shutdown.ts";
import { startTracing } from "./tracing/start-tracing.ts";
import { createHttpSender } from "./webhooks/http-sender.ts";
import { WebhookDispatcher } from "./webhooks/dispatcher.ts";
import { createWebhookOutbox } from "./postgres/webhook-outbox.ts";
import { createWebhookStore } from "./postgres/webhook-store.ts";
import { ApiKeyDirectory } from "./usecases/api-key-directory.ts";
import type { RateLimiter } from "./usecases/ports.ts";

runCommand(async () => {
  const config = readConfig(serviceConfig, process.env);
  const providers = providerOptions(config);
  const metrics = new Metrics();
  const { database, redis, reads, recentWrites, close } = await openDataSources(config, metrics);
  const payments = createPaymentStore(reads);
  const operations = observeOperations(metrics, createPaymentOperations(database, providers));
  const shutdown = new Shutdown();
  const access = createAccessStores(database);
  const audit = createAuditLog(database);
  const sender = createHttpSender({ allowLoopback: allowsLoopbackWebhooks(config) });
  const outbox = createWebhookOutbox(database);
  const dispatcher = new WebhookDispatcher(outbox, sender);
  const books = createBooks(database, reads);
  const approvals = createApprovals(database, operations, books.payouts, config.PAYOUT_HOLD_SECONDS);
  const stripe = { stripe: providers.stripe, stripeSecrets: config.STRIPE_WEBHOOK_SECRETS };
  const providerWebhooks = createProviderWebhooks(database, operations, stripe);
  const apiKeys = new ApiKeyDirectory(access.apiKeys);
  const app = await buildApp({
    jwtSecret: config.JWT_SECRET,
    jwtSecretPrevious: config.JWT_SECRET_PREVIOUS,
    environment: config.ENVIRONMENT,
    logLevel: config.LOG_LEVEL,
    payments: redis ? cacheFinalPayments(payments, redis) : payments,
    operations,
    customers: createCustomerStore(database),
    ledger: createLedgerSnapshot(database),
    books,
    payoutHoldSeconds: config.PAYOUT_HOLD_SECONDS,
    access,
    audit,
    approvals,
    providerWebhooks: providerWebhooks.dependencies,
    webhooks: { webhooks: createWebhookStore(database), sender },
    apiKeys,
    recentWrites,
    rateLimiter: createRateLimiter(redis),
    rateLimitPerSecond: config.RATE_LIMIT_PER_SECOND,
    health: {
      isDraining: () => shutdown.isDraining,
      pingDatabase: () => database.ping(),
      isRedisUp: () => redis?.isUp,
    },
    metrics,
  });
  const { HOST, PORT, METRICS_PORT } = config;
  const stopTracing = trace(config);
  if (METRICS_PORT !== undefined) await MetricsEndpoint.listen(metrics, HOST, METRICS_PORT);
  const jobs = new JobRunner(app.log);
  shutdown.onSignal(async () => {
    app.log.info("draining");
    await app.close();
    await jobs.stop();
    await dispatcher.drain();
    await apiKeys.flushUses().catch(() => {});
    await close();
    await stopTracing();
  });
  await app.listen({ host: HOST, port: PORT });
  jobs.start([
    apiKeyUseJob(apiKeys),
    auditSealJob(audit),
    approvalJob(approvals),
    ...providerWebhooks.jobs,
    dispatcher,
    ...bookJobs(books, createSimulatedBank(database), config),
    recoveryJob(operations, app.log),
    backlogJob({ operations: operations.operations, outbox, metrics, log: app.log }),
  ]);
});

function trace({
  OTEL_EXPORTER_OTLP_ENDPOINT,
  OTEL_TRACES_SAMPLER_ARG,
  ENVIRONMENT,
}: ServiceConfig): () => Promise<void> {
  if (OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return async () => {};
  return startTracing({
    endpoint: OTEL_EXPORTER_OTLP_ENDPOINT,
    environment: ENVIRONMENT,
    sampleRatio: OTEL_TRACES_SAMPLER_ARG,
  });
}

function createRateLimiter(redis: RedisLink | undefined): RateLimiter {
  const local = new LocalRateLimiter();
  return redis ? createSharedRateLimiter(redis, local) : local;
}
