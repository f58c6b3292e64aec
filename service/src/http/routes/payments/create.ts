import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { AMOUNT_MINOR_MAX, AMOUNT_MINOR_MIN } from "../../../domain/money.ts";
import { DEFAULT_PAYMENT_METHOD } from "../../../domain/payment-method.ts";
import { CAPTURE_METHODS } from "../../../domain/payment.ts";
import type { CustomerStore } from "../../../usecases/customer-ports.ts";
import { findPayer } from "../../../usecases/find-payer.ts";
import { createPayment } from "../../../usecases/create-payment.ts";
import type { OperationDependencies } from "../../../usecases/perform-operation.ts";
import { idempotencyHeaders, sendIdempotentAnswer } from "../../idempotent-write.ts";
import { requirePermission } from "../../plugins/authentication.ts";
import { commonErrors, errorSchema } from "../../schemas.ts";
import { storableText } from "../../storable-text.ts";
import { currencySchema, metadataSchema, paymentMethodSchema } from "./term-schemas.ts";
import { paymentSchema } from "./payment-schema.ts";

const DESCRIPTION_LENGTH_MAX = 500;
/** What card networks print. */
const STATEMENT_DESCRIPTOR = /^(?=.*[A-Za-z])[A-Za-z0-9 ./-]{5,22}$/;

const bodySchema = z.strictObject({
  amountMinor: z
    .int()
    .min(AMOUNT_MINOR_MIN)
    .max(AMOUNT_MINOR_MAX)
    .meta({ examples: [1050] }),
  currency: currencySchema,
  description: storableText(z.string().max(DESCRIPTION_LENGTH_MAX))
    .nullable()
    .default(null)
    .meta({ examples: ["Order 4711"] }),
  captureMethod: z.enum(CAPTURE_METHODS).default("automatic"),
  customerId: z
    .string()
    .optional()
    .meta({ examples: ["cus_01932c07209070008000000000000007"] }),
  paymentMethodId: z
    .string()
    .optional()
    .meta({ examples: ["pmt_01932c07209070008000000000000008"] }),
  paymentMethod: paymentMethodSchema
    .nullable()
    .optional()
    .meta({ examples: ["pm_card_visa"] }),
  confirm: z
    .boolean()
    .default(true)
    .meta({ examples: [true] }),
  statementDescriptor: z
    .string()
    .regex(STATEMENT_DESCRIPTOR, {
      message: "must be 5 to 22 letters, digits, spaces and ./- with a letter among them",
    })
    .nullable()
    .default(null)
    .meta({ examples: ["SHOP 4711"] }),
  metadata: metadataSchema,
});

const schema = {
  summary: "Create a payment",
  description:
    "Authorizes and captures in one step, or with `captureMethod` `manual` only authorizes: the payment then " +
    "`requires_capture`. It is charged to `paymentMethod`, a provider's token, or to `paymentMethodId`, a payment method " +
    "of a customer; with `customerId` alone to the customer's default; else to the test card `pm_card_visa`. With `confirm` " +
    "false nothing is charged until it is confirmed. A repetition with the same key gives the first answer.",
  tags: ["payments"],
  security: [{ bearer: [] }],
  headers: idempotencyHeaders,
  body: bodySchema,
  response: {
    201: paymentSchema,
    ...commonErrors,
    404: errorSchema.describe("The merchant has no such customer, or the customer no such payment method."),
    402: errorSchema.describe("The provider declined. The payment is kept; confirm it with another payment method."),
    409: errorSchema.describe("A request with this key has not ended yet."),
    422: errorSchema.describe("The key was used with another request."),
  },
};

export function createPaymentRoute(operations: OperationDependencies, customers: CustomerStore): FastifyPluginAsyncZod {
  return async (app) => {
    app.post("/payments", { schema, onRequest: requirePermission("payments:write") }, async (request, reply) => {
      const { paymentMethod, customerId, paymentMethodId, ...terms } = request.body;
      const { merchantId } = request.principal;
      const payer = await findPayer(customers, merchantId, { customerId, paymentMethodId, paymentMethod });
      const ownMethod = payer?.paymentMethod ?? defaultPaymentMethod(terms.confirm);
      const answer = await createPayment(operations, {
        merchantId,
        ...terms,
        payer,
        paymentMethod: paymentMethod === undefined ? ownMethod : paymentMethod,
        idempotencyKey: request.headers["idempotency-key"],
        request: { method: "POST", path: "/api/v1/payments", body: hashedBody(request.body) },
      });
      return sendIdempotentAnswer(reply, answer);
    });
  };
}

function defaultPaymentMethod(confirm: boolean): string | null {
  return confirm ? DEFAULT_PAYMENT_METHOD : null;
}

/** Without what is the default, so that keys keep their meaning that were stored before there was a choice. */
function hashedBody({ amountMinor, currency, description, ...others }: z.output<typeof bodySchema>): object {
  // Without confirmation there is no default payment method, and a customer has one of their own.
  const ofNobody = others.customerId === undefined && others.paymentMethodId === undefined;
  const defaults =
    others.confirm && ofNobody ? { ...DEFAULTS, paymentMethod: JSON.stringify(DEFAULT_PAYMENT_METHOD) } : DEFAULTS;
  const chosen = Object.entries(others).filter(
    ([name, value]) => value !== undefined && JSON.stringify(value) !== defaults[name],
  );
  return { amountMinor, currency, description, ...Object.fromEntries(chosen) };
}

const DEFAULTS: Readonly<Record<string, string>> = {
  captureMethod: '"automatic"',
  confirm: "true",
  statementDescriptor: "null",
  metadata: "{}",
};
