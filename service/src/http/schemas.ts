import { z } from "zod";
import { SERVICE_ERRORS } from "../domain/errors.ts";

export const errorSchema = z
  .object({
    error: z.object({
      type: z.string(),
      code: z.enum(Object.keys(SERVICE_ERRORS) as [string, ...string[]]),
      message: z.string(),
      param: z.string().optional(),
      /** Of a `card_error`. */
      declineCode: z.string().optional(),
      paymentId: z.string().optional(),
      requestId: z.string(),
      docUrl: z.string(),
    }),
  })
  .meta({
    id: "Error",
    examples: [
      {
        error: {
          type: "invalid_request_error",
          code: "request_invalid",
          message: "amountMinor is invalid: Too small: expected number to be >=1.",
          param: "amountMinor",
          requestId: "req_0b5f5c3a-2b9e-4f0e-9a54-6b1f6a4d7e10",
        },
      },
    ],
  });

/** The answers that any authenticated route may give. */
export const commonErrors = {
  400: errorSchema.describe("A field is missing, unknown or out of range."),
  401: errorSchema.describe("The access token is missing or not valid."),
  403: errorSchema.describe("The caller's role doesn't allow it."),
  429: errorSchema.describe("Too many requests with this credential; Retry-After says in how many seconds."),
  503: errorSchema.describe("Not now; the header Retry-After says in how many seconds."),
};
