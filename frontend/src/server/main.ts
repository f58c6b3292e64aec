import { join } from "node:path";
import { buildServer } from "./build-server.ts";
import { readConfig } from "./config.ts";
import { ServerError } from "./errors.ts";
import { Shutdown } from "./shutdown.ts";

try {
  const { host, port, apiBaseUrl } = readConfig(process.env);
  const shutdown = new Shutdown();
  const app = await buildServer({
    publicDirectory: join(import.meta.dirname, "public"),
    apiBaseUrl,
    isDraining: () => shutdown.isDraining,
  });
  shutdown.onSignal(async () => {
    app.log.info("draining");
    await app.close();
  });
  await app.listen({ host, port });
} catch (error) {
  process.stderr.write(`${error instanceof ServerError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
