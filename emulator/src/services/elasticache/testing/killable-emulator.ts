import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ElastiCache } from "@aws-sdk/client-elasticache";
import { EmulatorError } from "../../../errors.ts";
import type { Instance } from "../../../instance/instance.ts";
import type { ResourceStatus } from "../../emulated-service.ts";
import { clientOf } from "./elasticache-environment.ts";

/** An emulator in a process of its own, whose end is SIGKILL. */
export class KillableEmulator {
  readonly client: ElastiCache;
  readonly caCertificatePem: string;
  readonly #child: ChildProcess;
  readonly #url: string;

  private constructor(child: ChildProcess, { url, caCertificatePem }: { url: string; caCertificatePem: string }) {
    this.#child = child;
    this.#url = url;
    this.client = clientOf(url);
    this.caCertificatePem = caCertificatePem;
  }

  static async start(instance: Instance): Promise<KillableEmulator> {
    const child = fork(join(import.meta.dirname, "elasticache-process.ts"), [JSON.stringify(instance)]);
    const ended = once(child, "exit").then(() => {
      throw new EmulatorError("ProcessFailed", "The emulator ended before it served.");
    });
    const [told] = (await Promise.race([once(child, "message"), ended])) as [{ url: string; caCertificatePem: string }];
    ended.catch(() => {});
    return new KillableEmulator(child, told);
  }

  async resources(): Promise<ResourceStatus[]> {
    const answer = await fetch(`${this.#url}/_emulator/resources`);
    return ((await answer.json()) as { resources: ResourceStatus[] }).resources;
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    const exited = once(this.#child, "exit");
    this.client.destroy();
    this.#child.kill("SIGKILL");
    await exited;
  }
}
