import { trace, SpanStatusCode, type Span, type SpanOptions } from "@opentelemetry/api";
import { tracer } from "./tracer.ts";

/**
 * Runs the operation as a span of the trace that is open, or of a new one. Of an error only its kind is told: its
 * message may have what a caller sent.
 */
export function inSpan<T>(name: string, options: SpanOptions, operation: (span: Span) => Promise<T>): Promise<T> {
  return tracer().startActiveSpan(name, options, async (span) => {
    try {
      return await operation(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute("error.type", kindOf(error));
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The same, but as no span where none is recorded around it: for what is worth knowing only as a part of something. */
export function inChildSpan<T>(name: string, options: SpanOptions, operation: (span?: Span) => Promise<T>): Promise<T> {
  return trace.getActiveSpan()?.isRecording() ? inSpan(name, options, operation) : operation();
}

function kindOf(error: unknown): string {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return typeof code === "string" ? code : String(name);
}
