import { trace, type Tracer } from "@opentelemetry/api";

/** Its spans go nowhere until `startTracing`. */
export function tracer(): Tracer {
  return trace.getTracer("payment-service");
}
