import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** From a read by its key to the longest that a request may take. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Up to the longest time that a provider may be given. */
const PROVIDER_SECONDS = [0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/**
 * What the service measures of itself, named as Prometheus advises: seconds, totals, and no label whose values a caller
 * could make up. With the process's own (memory, garbage collection, event-loop lag).
 */
export class Metrics {
  readonly registry = new Registry();

  /** Of every answer, by the route's template. */
  readonly requests = new Histogram({
    name: "http_server_request_duration_seconds",
    help: "Time from a request's headers to the end of its answer",
    labelNames: ["method", "route", "status"] as const,
    buckets: REQUEST_SECONDS,
    registers: [this.registry],
  });
  readonly requestsInFlight = new Gauge({
    name: "http_server_active_requests",
    help: "Requests that are being answered",
    registers: [this.registry],
  });
  readonly requestsShed = new Counter({
    name: "http_server_requests_shed_total",
    help: "Requests that were turned away because the service had too many",
    registers: [this.registry],
  });
  readonly reads = new Counter({
    name: "database_reads_total",
    help: "Reads of requests, by the database that they came from; only counted where there is a replica",
    labelNames: ["database"] as const,
    registers: [this.registry],
  });
  /** `outcome`: succeeded, requires_action, failed (the provider refused for good). */
  readonly operations = new Counter({
    name: "payment_operations_total",
    help: "Charges, captures, voids and refunds whose outcome was recorded",
    labelNames: ["kind", "outcome"] as const,
    registers: [this.registry],
  });
  /** `outcome` as of operations, or unknown: no answer in time, or none that is definite. */
  readonly providerCalls = new Histogram({
    name: "payment_provider_request_duration_seconds",
    help: "Time that a payment provider took to answer",
    labelNames: ["provider", "kind", "outcome"] as const,
    buckets: PROVIDER_SECONDS,
    registers: [this.registry],
  });
  readonly unsettled = new Gauge({
    name: "payment_operations_unsettled",
    help: "Operations whose outcome the provider has not told for a minute, over all tasks; 0 is healthy",
    registers: [this.registry],
  });
  readonly webhooksDue = new Gauge({
    name: "webhook_deliveries_due",
    help: "Webhook deliveries that are due and not yet attempted, over all tasks",
    registers: [this.registry],
  });
  readonly webhookDelay = new Gauge({
    name: "webhook_delivery_delay_seconds",
    help: "How long the oldest of the webhook deliveries that are due has been so, over all tasks",
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }
}
