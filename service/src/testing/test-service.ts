import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import type Stripe from "stripe";
import type { Principal, Role } from "../domain/access.ts";
import { createApprovals } from "../approvals.ts";
import { buildApp } from "../http/app.ts";
import type { ConnectionOptions } from "../postgres/connection-options.ts";
import { createPaymentOperations } from "../payment-operations.ts";
import { createAccessStores } from "../postgres/access-stores.ts";
import { createAuditLog } from "../postgres/audit-log.ts";
import { createBooks } from "../postgres/books.ts";
import { createCustomerStore } from "../postgres/customer-store.ts";
import { openDatabase } from "../postgres/database.ts";
import { createLedgerSnapshot } from "../postgres/ledger-snapshot.ts";
import { migrate } from "../postgres/migrate.ts";
import { createPaymentStore } from "../postgres/payment-store.ts";
import { ApiKeyDirectory } from "../usecases/api-key-directory.ts";
import { cacheFinalPayments } from "../redis/final-payment-cache.ts";
import { Metrics } from "../metrics/metrics.ts";
import { observeOperations } from "../metrics/observe-operations.ts";
import { LocalRateLimiter } from "../redis/local-rate-limiter.ts";
import { RedisLink } from "../redis/redis-link.ts";
import { createSharedRateLimiter } from "../redis/shared-rate-limiter.ts";
import type { RedisConnection } from "../redis/redis-connection.ts";
import { openReadPath } from "../read-path.ts";
import { createProviderWebhooks } from "../provider-webhooks.ts";
import type { Job } from "../jobs/job.ts";
import { createStripeDisputes } from "../providers/stripe/disputes.ts";
import type { PaymentProvider } from "../usecases/payment-provider.ts";
import type { ProviderWebhookDependencies, ProviderWebhookHandler } from "../usecases/provider-webhook-ports.ts";
import { createWebhookOutbox } from "../postgres/webhook-outbox.ts";
import { createWebhookStore } from "../postgres/webhook-store.ts";
import { WebhookDispatcher, type DispatcherOptions } from "../webhooks/dispatcher.ts";
import { createHttpSender, type HttpSenderOptions } from "../webhooks/http-sender.ts";
import type { ApprovalDependencies } from "../usecases/decide-approval.ts";
import type { AuditLog } from "../usecases/audit-ports.ts";
import type { Books } from "../usecases/ledger-ports.ts";
import type { Answer, AnswerBody, ExportLine } from "./answer.ts";
import { PostgresServer } from "./postgres-server.ts";
import { ServiceClient } from "./service-client.ts";

export const MIGRATIONS = join(import.meta.dirname, "../../migrations");
export const NO_LOG = (): void => {};

/** A server with the schema. */
export async function startMigratedPostgres(): Promise<PostgresServer> {
  const server = await PostgresServer.start();
  await migrate(server.connection, { directory: MIGRATIONS, log: NO_LOG });
  return server;
}

/** A new merchant and a user of it. */
export async function createMerchant(server: PostgresServer, role: Role = "admin"): Promise<Principal> {
  const merchantId = randomUUID();
  await server.query(`insert into merchants (id, name) values ('${merchantId}', 'Test merchant')`);
  return addUser(server, merchantId, role);
}

/** Another user of the merchant, who can't log in. */
export async function addUser(server: PostgresServer, merchantId: string, role: Role): Promise<Principal> {
  const userId = randomUUID();
  await server.query(
    `insert into users (id, merchant_id, email, password_hash, role)
     values ('${userId}', '${merchantId}', '${userId}@payment-system.test', 'none', '${role}')`,
  );
  return { merchantId, userId, role };
}

export type { Answer, AnswerBody, ExportLine };

export interface TestServiceOptions {
  /** None unless given. */
  readonly redis?: RedisConnection;
  /** Reads come from there where they may; needs Redis. */
  readonly replica?: ConnectionOptions;
  readonly rateLimitPerSecond?: number;
  readonly sender?: Partial<HttpSenderOptions>;
  readonly dispatcher?: DispatcherOptions;
  /** Takes new payments in place of the simulator. */
  readonly provider?: PaymentProvider;
  /** Asked about what Stripe tells. */
  readonly stripe?: Stripe;
  /** What each provider signs with. */
  readonly providerSecrets?: Readonly<Record<string, readonly string[]>>;
  /** Act on what each provider tells. */
  readonly providerHandlers?: Readonly<Record<string, ProviderWebhookHandler>>;
  /** Gets the lines of the log at level debug; nothing is logged unless given. */
  readonly log?: (line: string) => void;
}

/** Short, so that what a provider did not answer can soon be asked again. */
const PROVIDER_TIMEOUT_MS = 500;
const NO_RATE_LIMIT = 1_000_000;

interface Parts {
  readonly url: string;
  readonly jwtSecret: string;
  readonly apiKeys: ApiKeyDirectory;
  readonly audit: AuditLog;
  readonly dispatcher: WebhookDispatcher;
  readonly books: Books;
  readonly approvals: ApprovalDependencies;
  readonly providerWebhooks: ProviderWebhookDependencies;
  /** Of what providers tell; run by nobody else. */
  readonly providerJobs: readonly Job[];
  readonly metrics: Metrics;
  readonly close: () => Promise<void>;
}

/** The whole service over HTTP on a free loopback port, with the real pool. */
export class TestService extends ServiceClient implements AsyncDisposable {
  readonly apiKeys: ApiKeyDirectory;
  readonly audit: AuditLog;
  readonly dispatcher: WebhookDispatcher;
  readonly books: Books;
  readonly approvals: ApprovalDependencies;
  readonly providerWebhooks: ProviderWebhookDependencies;
  /** Of what providers tell; run by nobody else. */
  readonly providerJobs: readonly Job[];
  readonly metrics: Metrics;
  readonly #close: () => Promise<void>;

  private constructor({
    url,
    jwtSecret,
    apiKeys,
    audit,
    dispatcher,
    books,
    approvals,
    providerWebhooks,
    providerJobs,
    metrics,
    close,
  }: Parts) {
    super(url, jwtSecret);
    this.apiKeys = apiKeys;
    this.audit = audit;
    this.dispatcher = dispatcher;
    this.books = books;
    this.approvals = approvals;
    this.providerWebhooks = providerWebhooks;
    this.providerJobs = providerJobs;
    this.metrics = metrics;
    this.#close = close;
  }

  static async start(
    connection: ConnectionOptions,
    connections = 16,
    options: TestServiceOptions = {},
  ): Promise<TestService> {
    const database = await openDatabase(connection, connections);
    const redis = options.redis && RedisLink.open(options.redis);
    const metrics = new Metrics();
    const { replica, stripe, provider: other } = options;
    const path = redis && replica && (await openReadPath({ database, redis, replica, connections, metrics }));
    const reads = path?.reads ?? database;
    const payments = createPaymentStore(reads);
    const local = new LocalRateLimiter();
    const jwtSecret = randomBytes(32).toString("hex");
    const access = createAccessStores(database);
    const audit = createAuditLog(database);
    const sender = createHttpSender({ allowLoopback: true, ...options.sender });
    const books = createBooks(database, reads);
    const otherDisputes = stripe && createStripeDisputes(stripe);
    const providers = { timeoutMs: PROVIDER_TIMEOUT_MS, other, otherDisputes, otherTakesNew: true };
    const operations = observeOperations(metrics, createPaymentOperations(database, providers));
    const approvals = createApprovals(database, operations, books.payouts, 0);
    const { dependencies, jobs } = createProviderWebhooks(database, operations, { stripe, stripeSecrets: [] });
    const providerWebhooks = {
      store: dependencies.store,
      secrets: { ...dependencies.secrets, ...options.providerSecrets },
      handlers: { ...dependencies.handlers, ...options.providerHandlers },
    };
    const apiKeys = new ApiKeyDirectory(access.apiKeys);
    const dispatcher = new WebhookDispatcher(createWebhookOutbox(database), sender, options.dispatcher);
    const app = await buildApp({
      jwtSecret,
      environment: "test",
      logLevel: options.log ? "debug" : "silent",
      logStream: options.log && { write: options.log },
      payments: redis ? cacheFinalPayments(payments, redis) : payments,
      operations,
      customers: createCustomerStore(database),
      ledger: createLedgerSnapshot(database),
      books,
      payoutHoldSeconds: 0,
      access,
      audit,
      approvals,
      providerWebhooks,
      webhooks: { webhooks: createWebhookStore(database), sender },
      apiKeys,
      recentWrites: path?.recentWrites,
      rateLimiter: redis ? createSharedRateLimiter(redis, local) : local,
      rateLimitPerSecond: options.rateLimitPerSecond ?? NO_RATE_LIMIT,
      health: { isDraining: () => false, pingDatabase: () => database.ping(), isRedisUp: () => redis?.isUp },
      metrics,
    });
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    const close = async (): Promise<void> => {
      await app.close();
      await dispatcher.drain();
      await path?.close();
      redis?.close();
      await database.close();
    };
    const parts = { url, jwtSecret, apiKeys, audit, dispatcher, books, approvals, providerWebhooks, metrics };
    return new TestService({ ...parts, providerJobs: jobs, close });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}
