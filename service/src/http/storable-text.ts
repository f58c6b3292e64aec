import { z } from "zod";

const NO_NUL = new RegExp("^[^\\u0000]*$");
const error = "must be well-formed Unicode without NUL characters";

/** Text that PostgreSQL stores and gives back unchanged: no NUL, no half of a surrogate pair. */
export function storableText<S extends z.ZodType<string, string>>(schema: S): S {
  return schema.check(z.regex(NO_NUL, { error })).refine((text) => text.isWellFormed(), { message: error });
}
