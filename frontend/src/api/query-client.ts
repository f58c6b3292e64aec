import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api-error.ts";

const READ_RETRIES_MAX = 3;
const RETRY_MS_MAX = 5_000;

/** Reads are repeated by themselves when no answer came; writes only when the user says so. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        retry: (failures, error) =>
          failures < READ_RETRIES_MAX && error instanceof ApiError && error.outcome === "unknown",
        retryDelay: (failures, error) => {
          const asked = error instanceof ApiError ? error.retryAfterSeconds : undefined;
          return Math.min(asked === undefined ? 500 * 2 ** failures : asked * 1_000, RETRY_MS_MAX);
        },
      },
      // Offline, a write fails at once with an outcome that is shown, instead of being held back unseen.
      mutations: { networkMode: "always", retry: false },
    },
  });
}
