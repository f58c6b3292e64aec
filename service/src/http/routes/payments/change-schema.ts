import { z } from "zod";
import { AMOUNT_MINOR_MAX, AMOUNT_MINOR_MIN } from "../../../domain/money.ts";
import { idempotencyHeaders } from "../../idempotent-write.ts";
import { paymentParams } from "./payment-params.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";

/** What the routes that change a payment have in common. */
export const changeSchema = {
  tags: ["payments"],
  security: [{ bearer: [] }],
  headers: idempotencyHeaders,
  params: paymentParams,
};

export const changeErrors = {
  ...commonErrors,
  402: errorSchema.describe("The provider refused."),
  404: errorSchema.describe("The merchant has no such payment."),
  409: errorSchema.describe(
    "The payment's status doesn't allow it, or a request with this key or another change of the payment has not ended yet.",
  ),
  422: errorSchema.describe("The amount is more than is left, or the key was used with another request."),
};

/** Part of what is left; all of it if absent. */
export const partialAmount = z
  .int()
  .min(AMOUNT_MINOR_MIN)
  .max(AMOUNT_MINOR_MAX)
  .optional()
  .meta({ examples: [500] });
