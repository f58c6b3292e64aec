import { z } from "zod";
import { CURRENCIES } from "../../../domain/currency.ts";
import { PAYMENT_METHOD } from "../../../domain/payment-method.ts";
import { storableText } from "../../storable-text.ts";

export const currencySchema = z
  .string()
  .regex(new RegExp(`^(${[...CURRENCIES.keys()].join("|")})$`), {
    message: "must be an ISO 4217 code in capitals, such as EUR",
  })
  .meta({ examples: ["EUR"] });

const METADATA_KEYS_MAX = 50;

export const paymentMethodSchema = z
  .string()
  .regex(PAYMENT_METHOD, { message: "must be a provider's token such as pm_card_visa, never a card number" })
  .meta({ examples: ["pm_card_visa"] });

/** As Stripe's: 50 keys of 40 characters with values of 500. */
export const metadataMembers = z
  .record(storableText(z.string().min(1).max(40)), storableText(z.string().max(500)))
  .refine((metadata) => Object.keys(metadata).length <= METADATA_KEYS_MAX, {
    message: `must have at most ${METADATA_KEYS_MAX} keys`,
  })
  .meta({ examples: [{ order: "4711" }] });

/** Empty if it is left out. */
export const metadataSchema = metadataMembers.default({}).meta({ examples: [{ order: "4711" }] });
