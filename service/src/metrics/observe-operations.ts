import { SpanKind } from "@opentelemetry/api";
import { inSpan } from "../tracing/in-span.ts";
import type { OperationDependencies } from "../usecases/perform-operation.ts";
import type { PaymentProvider } from "../usecases/payment-provider.ts";
import type { Metrics } from "./metrics.ts";

/** The same, with every call of a provider and every outcome that is recorded counted, and each call a span. */
export function observeOperations<T extends OperationDependencies>(metrics: Metrics, deps: T): T {
  const observed = new Map([...deps.providers].map(([name, provider]) => [name, observeProvider(metrics, provider)]));
  return {
    ...deps,
    provider: observed.get(deps.provider.name) ?? deps.provider,
    providers: observed,
    operations: {
      ...deps.operations,
      settle: async (settlement) => {
        const answer = await deps.operations.settle(settlement);
        metrics.operations.inc({ kind: settlement.operation.kind, outcome: settlement.outcome.kind });
        return answer;
      },
    },
  };
}

function observeProvider(metrics: Metrics, provider: PaymentProvider): PaymentProvider {
  return {
    ...provider,
    name: provider.name,
    perform: (operation, signal) => {
      const call = { provider: provider.name, kind: operation.kind };
      const attributes = { "payment.provider": call.provider, "payment.operation.id": operation.id };
      return inSpan(`${call.provider} ${call.kind}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
        const start = performance.now();
        const answer = await provider.perform(operation, signal);
        metrics.providerCalls.observe({ ...call, outcome: answer.kind }, (performance.now() - start) / 1_000);
        span.setAttribute("payment.outcome", answer.kind);
        return answer;
      });
    },
  };
}
