import type { StaticOperationSchema } from "@smithy/types";
import type { AwsError } from "./aws-error.ts";
import type { WireRequest, WireResponse } from "./service-endpoint.ts";

/** One AWS wire protocol, bound to a service's model. */
export interface Protocol {
  /** Finds the operation; throws the protocol's `AwsError` for an unknown one. `input` throws for a wrong request. */
  parse(request: WireRequest): { readonly operation: StaticOperationSchema; readonly input: () => object };
  answer(operation: StaticOperationSchema, output: object, requestId: string): WireResponse;
  error(error: AwsError, requestId: string): WireResponse;
  /** Code for an operation that AWS has and the emulator doesn't. */
  readonly notImplementedCode: string;
}
