import { z } from "zod";

/** What exactly was judged. */
export const systemRecordSchema = z.strictObject({
  database: z.strictObject({
    identifier: z.string(),
    engine: z.string(),
    engineVersion: z.string(),
    instanceClass: z.string(),
  }),
  tasks: z.array(
    z.strictObject({
      taskDefinition: z.string(),
      container: z.string(),
      image: z.string(),
      imageDigest: z.string().nullable(),
    }),
  ),
  /** Hash of the synthesized templates, normalised for environment name and sizes; null if the deployment gave none. */
  templateHash: z.string().nullable(),
});
export type SystemRecord = z.infer<typeof systemRecordSchema>;
