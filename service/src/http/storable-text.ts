import type { z } from "zod";

/** Text that PostgreSQL stores and gives back unchanged: no NUL, no half of a surrogate pair. */
export function storableText<S extends z.ZodType<string>>(schema: S): S {
  return schema.refine((text) => text.isWellFormed() && !text.includes("\0"), {
    message: "must be well-formed Unicode without NUL characters",
  });
}
