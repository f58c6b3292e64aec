import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import type { StartedTestContainer } from "testcontainers";
import type { ServerControl } from "./server-control.ts";

const execFileAsync = promisify(execFile);

/** A server in a container. Testcontainers starts and removes containers; what else tests do, the `docker` command does. */
export class ContainerControl implements ServerControl {
  readonly #container: StartedTestContainer;
  #isFrozen = false;

  constructor(container: StartedTestContainer) {
    this.#container = container;
  }

  async ensureStarted(): Promise<void> {
    await this.#docker("start");
  }

  async kill(): Promise<void> {
    await this.#docker("kill", "--signal=KILL");
    await this.#docker("wait");
  }

  freeze(): void {
    execFileSync("docker", ["pause", this.#container.getId()], { stdio: "pipe" });
    this.#isFrozen = true;
  }

  thaw(): void {
    if (!this.#isFrozen) return;
    execFileSync("docker", ["unpause", this.#container.getId()], { stdio: "pipe" });
    this.#isFrozen = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.thaw();
    await this.#container.stop({ remove: true, removeVolumes: true });
  }

  async #docker(command: string, ...options: string[]): Promise<void> {
    await execFileAsync("docker", [command, ...options, this.#container.getId()]);
  }
}
