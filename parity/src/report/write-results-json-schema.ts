/** Regenerates `parity/results.schema.json`: `node parity/src/report/write-results-json-schema.ts`. */
import { writeFileSync } from "node:fs";
import { resultsJsonSchema } from "./results-json-schema.ts";

writeFileSync(new URL("../../results.schema.json", import.meta.url), resultsJsonSchema());
