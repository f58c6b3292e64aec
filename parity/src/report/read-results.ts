import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ParityError, sentenceOf } from "../errors.ts";
import { resultsSchema, type Results } from "./results.ts";

/** Reads `results.json`, given the file or the directory of a run. Throws `ResultsInvalid`. */
export function readResults(path: string): Results {
  try {
    const file = statSync(path).isDirectory() ? join(path, "results.json") : path;
    return resultsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    const why = sentenceOf(cause).split("\n")[0];
    throw new ParityError("ResultsInvalid", `${path} holds no results of a parity run that can be read: ${why}`, {
      cause,
    });
  }
}
