import { Worker } from "node:worker_threads";
import type { ProbeSettings, Sample } from "./probe-messages.ts";

/**
 * Commits through a database's endpoint again and again, as a client outside would, and tells how each attempt went. It has
 * a thread of its own, so that the emulator's work at a failover does not stand in its way.
 */
export class CommitProbe {
  readonly #worker: Worker;

  constructor(settings: ProbeSettings, onSample: (sample: Sample) => void) {
    this.#worker = new Worker(new URL("./probe-worker.ts", import.meta.url), {
      name: "commit probe",
      execArgv: [],
      workerData: settings,
    });
    this.#worker.on("message", onSample);
    // What it can't do it reports as a sample; should the thread itself fail, samples stop and the run says so.
    this.#worker.on("error", () => {});
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
