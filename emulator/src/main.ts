import { join } from "node:path";
import { parseArgs } from "node:util";
import { EmulatorError } from "./errors.ts";
import { claimInstance } from "./instance/claim.ts";
import { deriveInstance } from "./instance/instance.ts";
import { createLog } from "./log.ts";
import { createEmulator } from "./emulator.ts";

const log = createLog();
const { values } = parseArgs({
  options: {
    instance: { type: "string", default: "0" },
    venv: { type: "string" },
    "wal-upload-seconds": { type: "string", default: "300" },
  },
});

try {
  const clone = join(import.meta.dirname, "..", "..");
  const instance = deriveInstance(Number(values.instance), clone);
  const release = claimInstance(instance);
  process.on("exit", release);
  const emulator = await createEmulator(instance, values.venv ?? join(clone, ".local", "venv"), log, {
    walUploadIntervalMs: Number(values["wal-upload-seconds"]) * 1_000,
  });
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    await emulator.stop();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop().catch(fail));
  await emulator.start();
} catch (error) {
  fail(error);
}

process.on("uncaughtException", fail);

function fail(error: unknown): never {
  const isExpected = error instanceof EmulatorError;
  log("error", isExpected ? error.message : ((error as Error).stack ?? String(error)));
  process.exit(1);
}
