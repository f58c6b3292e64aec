import { z } from "zod";
import { resultsSchema } from "./results.ts";

/** The JSON Schema of `results.json` as text, as it is kept in `results.schema.json`. */
export function resultsJsonSchema(): string {
  const schema = z.toJSONSchema(resultsSchema, { target: "draft-2020-12" });
  return `${JSON.stringify({ title: "Results of a parity run", ...schema }, null, 2)}\n`;
}
