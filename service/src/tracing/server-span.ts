import type { IncomingHttpHeaders } from "node:http";
import { defaultTextMapGetter, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { tracer } from "./tracer.ts";

const propagator = new W3CTraceContextPropagator();

/** With the span of a request, which goes on with the trace of its `traceparent` header or begins one. */
export function beginServerSpan(headers: IncomingHttpHeaders): Context {
  const parent = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  return trace.setSpan(parent, tracer().startSpan("request", { kind: SpanKind.SERVER }, parent));
}

export interface Answered {
  readonly method: string;
  /** The route's template; never the path, which may have anything in it. Undefined if there is none. */
  readonly route: string | undefined;
  readonly status: number;
  /** Of the service's error, if there was one. */
  readonly code: string | undefined;
  readonly merchantId: string | undefined;
}

/** Ends the span that is active, named as https://opentelemetry.io/docs/specs/semconv/http/http-spans/ says. */
export function endServerSpan({ method, route, status, code, merchantId }: Answered): void {
  const span = trace.getActiveSpan();
  if (!span?.isRecording()) return;
  span.updateName(route === undefined ? method : `${method} ${route}`);
  span.setAttributes({ "http.request.method": method, "http.response.status_code": status });
  if (route !== undefined) span.setAttribute("http.route", route);
  if (merchantId !== undefined) span.setAttribute("merchant.id", merchantId);
  if (code !== undefined) span.setAttribute("error.type", code);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
