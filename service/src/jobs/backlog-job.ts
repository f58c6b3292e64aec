import type { Metrics } from "../metrics/metrics.ts";
import { countUnsettled } from "../usecases/count-unsettled.ts";
import type { OperationStore } from "../usecases/operation-store.ts";
import type { WebhookOutbox } from "../usecases/webhook-ports.ts";
import type { Job } from "./job.ts";

const INTERVAL_MS = 30_000;
const NAMESPACE = "PaymentSystem";

export interface BacklogLog {
  info(details: object, message: string): void;
}

export interface BacklogDependencies {
  readonly operations: Pick<OperationStore, "countUnsettled">;
  readonly outbox: Pick<WebhookOutbox, "backlog">;
  readonly metrics: Metrics;
  readonly log: BacklogLog;
}

/**
 * Measures what waits to be done, for Prometheus, and for CloudWatch by a line of the log in its embedded metric format
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html):
 * the alarm of the stack watches `UnsettledOperations`. All tasks tell the same, so take the maximum and not the sum.
 */
export function backlogJob({ operations, outbox, metrics, log }: BacklogDependencies): Job {
  return {
    name: "backlog",
    intervalMs: INTERVAL_MS,
    run: async () => {
      const [unsettled, webhooks] = await Promise.all([countUnsettled(operations), outbox.backlog()]);
      metrics.unsettled.set(unsettled);
      metrics.webhooksDue.set(webhooks.due);
      metrics.webhookDelay.set(webhooks.delayMs / 1_000);
      const values = {
        UnsettledOperations: unsettled,
        WebhooksDue: webhooks.due,
        WebhookDelaySeconds: webhooks.delayMs / 1_000,
      };
      log.info({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: [DIRECTIVE] }, ...values }, "backlog");
    },
  };
}

/** `environment` is in every line of the log. */
const DIRECTIVE = {
  Namespace: NAMESPACE,
  Dimensions: [["environment"]],
  Metrics: [
    { Name: "UnsettledOperations", Unit: "Count" },
    { Name: "WebhooksDue", Unit: "Count" },
    { Name: "WebhookDelaySeconds", Unit: "Seconds" },
  ],
};
