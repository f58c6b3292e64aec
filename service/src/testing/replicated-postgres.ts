import { join } from "node:path";
import { PostgresProcess } from "./postgres-process.ts";
import { freePort, type PostgresSetup } from "./postgres-server.ts";
import type { ServerControl } from "./server-control.ts";

/** As RDS Multi-AZ: a commit is acknowledged once the standby has it on its disk. `kill` and `freeze` are the primary's. */
export class ReplicatedPostgres implements ServerControl {
  readonly #primary: PostgresProcess;
  readonly #standby: PostgresProcess;

  private constructor(primary: PostgresProcess, standby: PostgresProcess) {
    this.#primary = primary;
    this.#standby = standby;
  }

  /** Makes both servers' files. */
  static async initialize(setup: PostgresSetup): Promise<ReplicatedPostgres> {
    const settings = [...setup.settings, "synchronous_standby_names = 'standby'"];
    const primary = PostgresProcess.initialize({ ...setup, settings });
    const place = { directory: join(setup.directory, "standby"), port: await freePort() };
    return new ReplicatedPostgres(primary, primary.standby(place, setup));
  }

  async ensureStarted(): Promise<void> {
    await this.#primary.ensureStarted();
    await this.#standby.ensureStarted();
  }

  async kill(): Promise<void> {
    await this.#primary.kill();
  }

  freeze(): void {
    this.#primary.freeze();
  }

  thaw(): void {
    this.#primary.thaw();
  }

  /** Of both servers. */
  processes(): number[] {
    return [...this.#primary.processes(), ...this.#standby.processes()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#primary[Symbol.asyncDispose]();
    await this.#standby[Symbol.asyncDispose]();
  }
}
