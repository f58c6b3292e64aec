import { z } from "zod";

/** Of every path that leads to one payment. */
export const paymentParams = z.object({ id: z.string().meta({ examples: ["pay_01932c07209070008000000000000003"] }) });
