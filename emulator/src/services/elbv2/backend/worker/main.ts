import { parentPort } from "node:worker_threads";
import type { FromWorker, ToWorker } from "../proxy-config.ts";
import { Proxy } from "./proxy.ts";

const post = (message: FromWorker): void => parentPort?.postMessage(message);
const proxy = new Proxy(post);
let last = Promise.resolve();

parentPort?.on("message", (message: ToWorker) => {
  last = last.then(() => handle(message));
});

async function handle(message: ToWorker): Promise<void> {
  if (message.kind === "apply") {
    post({ kind: "applied", version: message.version, failures: await proxy.apply(message.config) });
    return;
  }
  await proxy.stop(message.graceMs);
  // Ends this thread only; whatever timers libraries still hold would keep it for seconds.
  process.exit();
}
