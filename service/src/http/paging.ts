import { z } from "zod";

const LIMIT_MAX = 100;
const LIMIT_DEFAULT = 20;

/** What every list takes. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(LIMIT_MAX)
    .default(LIMIT_DEFAULT)
    .meta({ examples: [LIMIT_DEFAULT] }),
  cursor: z
    .string()
    .max(200)
    .optional()
    .meta({ examples: ["cGF5XzAxOTMyYzA3MjA5MDcwMDA4MDAwMDAwMDAwMDAwMDAz"] }),
};

const time = (example: string) =>
  z.iso
    .datetime({ offset: true })
    .meta({ examples: [example] })
    .transform((text) => new Date(text))
    .optional();

/** What lists take that can be of a time only. */
export const createdQuery = {
  createdFrom: time("2026-11-24T00:00:00Z"),
  createdBefore: time("2026-11-25T00:00:00Z"),
};

/** What every list gives that comes in pages. */
export function pageSchema<T extends z.ZodType>(id: string, item: T) {
  return z
    .object({ data: z.array(item), nextCursor: z.string().nullable() })
    .meta({ id, examples: [{ data: exampleOf(item), nextCursor: null }] });
}

/** What every list gives that is always whole. */
export function listSchema<T extends z.ZodType>(id: string, item: T) {
  return z.object({ data: z.array(item) }).meta({ id, examples: [{ data: exampleOf(item) }] });
}

function exampleOf(item: z.ZodType): unknown[] {
  const { examples } = item.meta() as { examples: [unknown, ...unknown[]] };
  return [examples[0]];
}
