import { z } from "zod";

/** Something that an AWS service recorded about one of its resources. */
export const serviceEventSchema = z.strictObject({
  /** By the clock of whoever emitted it. */
  date: z.iso.datetime(),
  message: z.string(),
  categories: z.array(z.string()),
});
export type ServiceEvent = z.infer<typeof serviceEventSchema>;
