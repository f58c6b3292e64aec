import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { DBInstance } from "@aws-sdk/client-rds";
import { EmulatorError } from "../../../errors.ts";
import type { Instance } from "../../../instance/instance.ts";
import type { ResourceStatus } from "../../emulated-service.ts";
import type { RdsHandlers } from "../handlers.ts";

type Input<Name extends keyof RdsHandlers> = Parameters<RdsHandlers[Name]>[0];
type Output<Name extends keyof RdsHandlers> = Awaited<ReturnType<RdsHandlers[Name]>>;

interface Answer {
  readonly sequence: number;
  readonly output?: object;
  readonly error?: string;
}

/** An emulator's RDS in a process of its own, whose end is SIGKILL. */
export class KillableEmulator {
  readonly caCertificatePem: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<object>>();
  #sequence = 0;

  private constructor(child: ChildProcess, caCertificatePem: string) {
    this.#child = child;
    this.caCertificatePem = caCertificatePem;
    child.on("message", (answer: Answer) => this.#settle(answer));
  }

  static async start(instance: Instance): Promise<KillableEmulator> {
    const child = fork(join(import.meta.dirname, "rds-process.ts"), [JSON.stringify(instance)]);
    const ended = once(child, "exit").then(() => {
      throw new EmulatorError("ProcessFailed", "The emulator ended before it served.");
    });
    const [told] = (await Promise.race([once(child, "message"), ended])) as [{ caCertificatePem: string }];
    ended.catch(() => {});
    return new KillableEmulator(child, told.caCertificatePem);
  }

  /** Throws `ProcessFailed` with the operation's error. Dates come as text. */
  async call<Name extends keyof RdsHandlers>(operation: Name, input: Input<Name>): Promise<Output<Name>> {
    return (await this.#ask(operation, input)) as Output<Name>;
  }

  async resources(): Promise<ResourceStatus[]> {
    return (await this.#ask("resources", {})) as ResourceStatus[];
  }

  async instances(): Promise<DBInstance[]> {
    return (await this.call("DescribeDBInstances", {})).DBInstances!;
  }

  /** Resolves when the process is gone. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exited;
  }

  #ask(operation: string, input: object): Promise<object> {
    const sequence = ++this.#sequence;
    const waiting = Promise.withResolvers<object>();
    this.#waiting.set(sequence, waiting);
    this.#child.send({ sequence, operation, input });
    return waiting.promise;
  }

  #settle({ sequence, output, error }: Answer): void {
    const waiting = this.#waiting.get(sequence);
    this.#waiting.delete(sequence);
    if (output) waiting?.resolve(output);
    else waiting?.reject(new EmulatorError("ProcessFailed", error ?? "no answer"));
  }
}
