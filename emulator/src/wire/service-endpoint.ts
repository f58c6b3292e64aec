import type { CallContext } from "./handlers.ts";

/** One AWS request, body read, as the gateway hands it to a service. */
export interface WireRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly context: CallContext;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** An AWS service that answers by itself; `wire` builds it from an SDK's schemas and a table of handlers. */
export interface ServiceEndpoint {
  /** The service in the credential scope: `rds`, `ecs`, `ecr`, `elasticloadbalancing`, `elasticache`. */
  readonly signingName: string;
  /** Largest request body that it takes; 10 MiB unless told. */
  readonly bodyBytesMax?: number;
  /** Never rejects: an unexpected error becomes AWS's InternalFailure and is logged. */
  handle(request: WireRequest): Promise<WireResponse>;
}
