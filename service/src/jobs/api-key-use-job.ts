import type { ApiKeyDirectory } from "../usecases/api-key-directory.ts";
import type { Job } from "./job.ts";

const INTERVAL_MS = 30_000;

/** Writes down when API keys were last used: in batches, because nobody needs it to the second. */
export function apiKeyUseJob(keys: ApiKeyDirectory): Job {
  return { name: "api key use", intervalMs: INTERVAL_MS, run: () => keys.flushUses() };
}
