import { z } from "zod";
import { ServiceError } from "./domain/errors.ts";

const port = z.coerce.number().int().min(1).max(65_535);

const databaseVariables = {
  DB_HOST: z.string().min(1),
  DB_PORT: port.default(5432),
  DB_NAME: z.string().min(1),
  DB_USERNAME: z.string().min(1),
  DB_PASSWORD: z.string().min(1),
};

/** What `main` reads. */
export const serviceConfig = z.object({
  ...databaseVariables,
  /** A replica of the database, with the same port and credentials, for reads; needs Redis, to know who has written. */
  DB_READER_HOST: z.string().min(1).optional(),
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: port.default(8080),
  JWT_SECRET: z.string().min(32),
  /** While the secret is rotated: the one before, whose tokens are taken until they have expired. */
  JWT_SECRET_PREVIOUS: z.string().min(32).optional(),
  /** `GET /metrics` for Prometheus, at HOST; not served without it. Never lead a load balancer to it. */
  METRICS_PORT: port.optional(),
  ENVIRONMENT: z.string().min(1).default("local"),
  /** Takes new payments; those of the other one stay with it. */
  PAYMENT_PROVIDER: z.enum(["simulator", "stripe"]).default("simulator"),
  /** Of Stripe's API. Needed to take payments with Stripe, and to go on with payments that were. */
  STRIPE_SECRET_KEY: z.string().min(1).optional(),
  /** Where Stripe sends cardholders who were asked to authenticate. */
  STRIPE_RETURN_URL: z.url({ protocol: /^https$/ }).optional(),
  /** In place of https://api.stripe.com; a loopback address only, and only where ENVIRONMENT is `local`. */
  STRIPE_API_BASE: z.url({ protocol: /^https?$/ }).optional(),
  /** What Stripe signs its webhooks with; several, separated by commas, while they are rotated. */
  STRIPE_WEBHOOK_SECRETS: z
    .string()
    .default("")
    .transform((list) => list.split(",").filter((secret) => secret !== "")),
  /** Send webhooks to http URLs and loopback addresses too; only where ENVIRONMENT is `local`. */
  WEBHOOK_ALLOW_LOOPBACK: z.enum(["true", "false"]).default("false"),
  /** Requests that use the database at a time; with them the task opens at most three connections more. */
  DB_POOL_MAX: z.coerce.number().int().min(1).max(100).default(16),
  /** Without it every task limits rates on its own, and nothing is cached. */
  REDIS_HOST: z.string().min(1).optional(),
  REDIS_PORT: port.default(6379),
  REDIS_PASSWORD: z.string().min(1).optional(),
  REDIS_TLS: z.enum(["true", "false"]).default("false"),
  /** For each credential; as many may also come at once. */
  RATE_LIMIT_PER_SECOND: z.coerce.number().int().min(1).max(1_000_000).default(1_000),
  /** Whole days after a payment's own until it is settled. */
  SETTLEMENT_DELAY_DAYS: z.coerce.number().int().min(1).max(90).default(2),
  /** For one answer of the payment provider; after that the outcome is unknown and is asked for again. */
  PROVIDER_TIMEOUT_MS: z.coerce.number().int().min(100).max(20_000).default(3_000),
  /** How long a payout can be canceled before it is sent. */
  PAYOUT_HOLD_SECONDS: z.coerce.number().int().min(0).max(86_400).default(60),
  /** Of an OpenTelemetry collector (OTLP over HTTP), such as a sidecar's http://127.0.0.1:4318; no traces without it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** Of the traces that begin here, the part that is recorded; one that a caller records goes on. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
});
export type ServiceConfig = z.output<typeof serviceConfig>;

/** What `migrate` reads. */
export const migrateConfig = z.object(databaseVariables);
export type DatabaseConfig = z.output<typeof migrateConfig>;

/** What `seed` reads. */
export const seedConfig = z.object({ ...databaseVariables, DEMO_MERCHANT_PASSWORD: z.string().min(12) });

/** Throws `configuration_invalid` where that would let merchants reach the environment's own network. */
export function allowsLoopbackWebhooks({ ENVIRONMENT, WEBHOOK_ALLOW_LOOPBACK }: ServiceConfig): boolean {
  if (WEBHOOK_ALLOW_LOOPBACK === "false") return false;
  if (ENVIRONMENT === "local") return true;
  throw new ServiceError(
    "configuration_invalid",
    "The environment variable WEBHOOK_ALLOW_LOOPBACK may be true only where ENVIRONMENT is local; unset it and start again.",
    { param: "WEBHOOK_ALLOW_LOOPBACK" },
  );
}

/** Throws `configuration_invalid` with one sentence that names the first variable at fault and never its value. */
export function readConfig<S extends z.ZodObject>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const name = String(issue?.path[0]);
  throw new ServiceError(
    "configuration_invalid",
    env[name] === undefined
      ? `The environment variable ${name} is not set; set it and start again.`
      : `The environment variable ${name} can't be used (${issue?.message}); correct it and start again.`,
    { param: name },
  );
}
