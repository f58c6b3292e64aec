import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** The tests that talk to PostgreSQL and Redis, against containers of compose.yaml's images. They need a Docker engine. */
export default defineConfig({
  root: join(import.meta.dirname, ".."),
  test: {
    include: ["service/src/{postgres,redis,http}/**/*.test.ts"],
    env: { SERVICE_TEST_SERVERS: "containers" },
    testTimeout: 60_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
