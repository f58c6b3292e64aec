import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{stack,service,frontend,emulator,parity,scripts}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // One more than the two cores of a small machine, for many tests wait for a server to start, fail or recover.
    maxWorkers: 3,
    // Modules keep no state, so a worker loads them once for all of its test files.
    isolate: false,
  },
});
