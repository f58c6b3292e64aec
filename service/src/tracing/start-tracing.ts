import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";

export interface TracingOptions {
  /** Of an OpenTelemetry collector, OTLP over HTTP; spans go to its path /v1/traces. */
  readonly endpoint: string;
  readonly environment: string;
  /** From 0 to 1, of the traces that begin here; those that a caller began are recorded if the caller does so. */
  readonly sampleRatio: number;
}

/** After that a collector that says nothing, or none that listens, is left alone and the spans are dropped. */
const EXPORT_TIMEOUT_MS = 2_000;

/** What is returned sends what is left and ends it. A collector that is down costs spans and never a request. */
export function startTracing({ endpoint, environment, sampleRatio }: TracingOptions): () => Promise<void> {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, "")}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": "payment-service",
      "deployment.environment.name": environment,
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, exportTimeoutMillis: EXPORT_TIMEOUT_MS })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return async () => {
    trace.disable();
    context.disable();
    // It fails if the collector could not be reached.
    await provider.shutdown().catch(() => {});
  };
}
