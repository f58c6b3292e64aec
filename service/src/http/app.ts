import { randomUUID } from "node:crypto";
import helmet from "@fastify/helmet";
import underPressure from "@fastify/under-pressure";
import fastify, { LogController, type FastifyInstance, type FastifyRequest } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { AccessStores } from "../usecases/access-ports.ts";
import type { ApiKeyDirectory } from "../usecases/api-key-directory.ts";
import type { Books } from "../usecases/ledger-ports.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { LedgerSnapshot, PaymentStore, RateLimiter } from "../usecases/ports.ts";
import type { RecentWrites } from "../usecases/recent-writes.ts";
import type { CustomerStore } from "../usecases/customer-ports.ts";
import type { AuditLog } from "../usecases/audit-ports.ts";
import { hasCardNumber } from "../domain/card-number.ts";
import { ServiceError } from "../domain/errors.ts";
import type { PaymentOperations } from "../payment-operations.ts";
import type { ProviderWebhookDependencies } from "../usecases/provider-webhook-ports.ts";
import type { WebhookDependencies } from "../usecases/manage-webhook-endpoints.ts";
import type { ApprovalDependencies } from "../usecases/decide-approval.ts";
import { AccessTokens } from "./access-tokens.ts";
import { answerClientError } from "./client-error.ts";
import { registerAuthentication } from "./plugins/authentication.ts";
import { maskLogLine } from "./log-masking.ts";
import { registerCardNumbers } from "./plugins/card-numbers.ts";
import { registerErrors, sendError } from "./plugins/errors.ts";
import { registerApiReference } from "./plugins/api-reference.ts";
import { registerOpenapi } from "./plugins/openapi.ts";
import { registerPermissions } from "./plugins/permissions.ts";
import { registerRecentWrites } from "./plugins/recent-writes.ts";
import { registerRateLimit } from "./plugins/rate-limit.ts";
import { registerRequestMetrics } from "./plugins/request-metrics.ts";
import { registerRequestLog } from "./plugins/request-log.ts";
import { registerAccessRoutes } from "./routes/access-routes.ts";
import { approvalRoutes } from "./routes/approvals/approvals.ts";
import { approvalRuleRoutes } from "./routes/approvals/rules.ts";
import { listAuditRoute } from "./routes/audit/list.ts";
import { verifyAuditRoute } from "./routes/audit/verify.ts";
import { registerBookRoutes } from "./routes/book-routes.ts";
import { registerDisputeRoutes } from "./routes/dispute-routes.ts";
import { customerReads } from "./routes/customers/customer-reads.ts";
import { customerWrites } from "./routes/customers/customer-writes.ts";
import { paymentMethodRoutes } from "./routes/payment-methods/payment-methods.ts";
import { errorRoute } from "./routes/errors/error.ts";
import { exportRoute } from "./routes/export/export.ts";
import { healthRoutes, type Health } from "./routes/health/health.ts";
import { cancelPaymentRoute } from "./routes/payments/cancel.ts";
import { capturePaymentRoute } from "./routes/payments/capture.ts";
import { confirmPaymentRoute } from "./routes/payments/confirm.ts";
import { createPaymentRoute } from "./routes/payments/create.ts";
import { paymentEventsRoute } from "./routes/payments/events.ts";
import { getPaymentRoute } from "./routes/payments/get.ts";
import { listPaymentsRoute } from "./routes/payments/list.ts";
import { voidPaymentRoute } from "./routes/payments/void.ts";
import { createRefundRoute } from "./routes/refunds/create.ts";
import { listRefundsRoute } from "./routes/refunds/list.ts";
import { completeActionRoute } from "./routes/simulator/complete-action.ts";
import { providerWebhookRoute } from "./routes/provider-webhooks/receive.ts";
import { webhookDeliveryRoutes } from "./routes/webhooks/deliveries.ts";
import { webhookEndpointReads } from "./routes/webhooks/endpoint-reads.ts";
import { webhookEndpointWrites } from "./routes/webhooks/endpoint-writes.ts";

export interface AppDependencies {
  readonly jwtSecret: string;
  /** The secret before, whose tokens are still good. */
  readonly jwtSecretPrevious?: string | undefined;
  readonly environment: string;
  readonly logLevel: string;
  /** Standard output unless given. */
  readonly logStream?: { write(line: string): void } | undefined;
  readonly payments: PaymentStore;
  readonly operations: PaymentOperations;
  readonly customers: CustomerStore;
  readonly ledger: LedgerSnapshot;
  readonly books: Books;
  /** How long a payout can be canceled. */
  readonly payoutHoldSeconds: number;
  readonly access: AccessStores;
  readonly audit: AuditLog;
  readonly webhooks: WebhookDependencies;
  readonly providerWebhooks: ProviderWebhookDependencies;
  readonly approvals: ApprovalDependencies;
  readonly apiKeys: ApiKeyDirectory;
  /** Told of every write, where reads may come from a replica. */
  readonly recentWrites?: RecentWrites | undefined;
  readonly rateLimiter: RateLimiter;
  /** Requests of one credential. */
  readonly rateLimitPerSecond: number;
  readonly health: Health;
  readonly metrics: Metrics;
}

const BODY_BYTES_MAX = 64 * 1024;
/** For the whole request to arrive; a caller that sends slower is cut off. */
const REQUEST_TIMEOUT_MS = 15_000;
/** Longer than the 60 s after which an Application Load Balancer closes, so that it never writes to a closed connection. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
const EVENT_LOOP_DELAY_MS_MAX = 1_000;
const REQUEST_ID = /^[\w.:=;-]{1,128}$/;

/** The HTTP API, not yet listening. */
export async function buildApp(deps: AppDependencies): Promise<FastifyInstance> {
  const app = createServer(deps);
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerErrors(app);
  registerRequestMetrics(app, deps.metrics);
  registerRequestLog(app);
  app.addHook("onRequest", requireHost);
  app.addHook("onSend", async (_request, reply) => {
    if (deps.health.isDraining()) void reply.header("connection", "close");
  });
  await app.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } } });
  const tokens = new AccessTokens(deps.jwtSecret, deps.jwtSecretPrevious);
  registerAuthentication(app, tokens, deps.apiKeys);
  await registerOpenapi(app);
  await registerApiReference(app);
  await app.register(healthRoutes(deps.health));
  await app.register(async (api) => registerApi(api, deps, tokens), { prefix: "/api/v1" });
  await app.ready();
  return app;
}

async function registerApi(api: FastifyInstance, deps: AppDependencies, tokens: AccessTokens): Promise<void> {
  await api.register(underPressure, {
    maxEventLoopDelay: EVENT_LOOP_DELAY_MS_MAX,
    pressureHandler: () => {
      throw new ServiceError("overloaded", "The service is overloaded; repeat the request in a second.", {
        retryAfterSeconds: 1,
      });
    },
  });
  registerRateLimit(api, deps.rateLimiter, deps.rateLimitPerSecond);
  if (deps.recentWrites) registerRecentWrites(api, deps.recentWrites);
  registerPermissions(api);
  registerCardNumbers(api);
  await api.register(errorRoute);
  await registerAccessRoutes(api, deps.access, tokens);
  await api.register(listAuditRoute(deps.audit));
  await api.register(verifyAuditRoute(deps.audit));
  await api.register(approvalRoutes(deps.approvals));
  await api.register(approvalRuleRoutes(deps.approvals.approvals));
  await api.register(providerWebhookRoute(deps.providerWebhooks));
  await api.register(webhookEndpointWrites(deps.webhooks));
  await api.register(webhookEndpointReads(deps.webhooks.webhooks));
  await api.register(webhookDeliveryRoutes(deps.webhooks.webhooks));
  await api.register(createPaymentRoute(deps.operations, deps.customers));
  await api.register(getPaymentRoute(deps.payments));
  await api.register(listPaymentsRoute(deps.payments));
  await api.register(capturePaymentRoute(deps.operations));
  await api.register(voidPaymentRoute(deps.operations));
  await api.register(confirmPaymentRoute(deps.operations));
  await api.register(cancelPaymentRoute(deps.operations));
  await api.register(paymentEventsRoute(deps.payments));
  await api.register(createRefundRoute(deps.operations, deps.approvals.approvals));
  await api.register(listRefundsRoute(deps.payments));
  await api.register(completeActionRoute(deps.operations.cardholderActions));
  await api.register(customerReads(deps.customers));
  await api.register(customerWrites(deps.customers));
  await api.register(paymentMethodRoutes({ ...deps.operations, customers: deps.customers }));
  await api.register(exportRoute(deps.ledger));
  await registerDisputeRoutes(api, deps.operations);
  await registerBookRoutes(api, deps.books, deps.approvals.approvals, deps.payoutHoldSeconds);
}

/** RFC 9112, 3.2. */
async function requireHost({ raw }: FastifyRequest): Promise<void> {
  if (raw.headers.host === undefined && raw.httpVersion === "1.1") {
    throw new ServiceError("request_malformed", "The request has no Host header; send valid HTTP/1.1.", {
      param: "Host",
    });
  }
}

function createServer({ environment, logLevel, logStream }: AppDependencies): FastifyInstance {
  return fastify({
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // One hop: the load balancer, which appends the caller's address to X-Forwarded-For.
    trustProxy: (_address, hop) => hop === 0,
    // While draining, requests on open connections are still answered, and told to close.
    return503OnClosing: false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: ({ headers }) => {
      const given = headers["x-request-id"];
      return typeof given === "string" && REQUEST_ID.test(given) && !hasCardNumber(given)
        ? given
        : `req_${randomUUID()}`;
    },
    clientErrorHandler: answerClientError,
    // Node would refuse a request without Host with an empty answer; `requireHost` does so with the service's own.
    http: { requireHostHeader: false },
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply),
    logger: {
      level: logLevel,
      base: { environment },
      hooks: { streamWrite: maskLogLine },
      ...(logStream ? { stream: logStream } : {}),
      redact: ["*.password", "*.authorization", "*.accessToken", "err.query", "err.values", "err.row"],
    },
  });
}
