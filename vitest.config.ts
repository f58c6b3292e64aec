import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{stack,service,frontend,emulator,parity,scripts}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // Modules keep no state, so a worker loads them once for all of its test files.
    isolate: false,
  },
});
