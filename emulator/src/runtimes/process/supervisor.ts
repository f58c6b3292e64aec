import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { EmulatorError } from "../../errors.ts";
import { endLeftovers } from "./end-leftovers.ts";
import { INSTANCE_MARKER } from "./find-leftovers.ts";
import { descendants } from "./process-tree.ts";

export interface ProcessSpec {
  /** Names the process in errors, for example `rds/payment-system-local-db/a`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment; nothing of the emulator's own is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Where standard output and error go: appended to a file, or line by line to a function. */
  readonly output: { readonly file: string } | { readonly onLine: (line: string) => void };
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** `performance.now()` of the emulator when it learned of the end. */
  readonly atMs: number;
}

/** A running child. It may end at any time: `exited` tells. */
export interface SupervisedProcess {
  readonly pid: number;
  /** Resolves once, never rejects. */
  readonly exited: Promise<ExitStatus>;
  hasExited(): boolean;
  /** To the process itself; ignored when it has ended. */
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL to the process and all its descendants, at once: stopped first, so that it can neither fork nor reap. */
  killTree(): Promise<ExitStatus>;
}

/**
 * Starts the emulator's children so that none outlives it: a guardian process kills them when the emulator's end of a
 * pipe closes, even by SIGKILL; what slipped through is ended at the next start.
 */
export class Supervisor {
  readonly #marker: string;
  readonly #children = new Map<number, SupervisedProcess>();
  readonly #guardian: ChildProcess;

  /** `marker` is the instance's root directory. */
  private constructor(marker: string) {
    this.#marker = marker;
    this.#guardian = spawn("/bin/sh", [join(import.meta.dirname, "guardian.sh")], {
      cwd: "/",
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      env: { PATH: "/usr/bin:/bin" },
    });
    this.#guardian.stdin!.on("error", () => {});
    this.#guardian.unref();
  }

  /** Ends leftovers of an earlier emulator first. `directories` are those in which servers run. */
  static async start(
    marker: string,
    directories: readonly string[],
  ): Promise<{ supervisor: Supervisor; ended: number[] }> {
    const ended = await endLeftovers(marker, directories);
    return { supervisor: new Supervisor(marker), ended };
  }

  /** Throws `ProcessFailed` when the command can't be started at all. */
  async spawn(spec: ProcessSpec): Promise<SupervisedProcess> {
    const child = this.#launch(spec);
    if (child.pid === undefined) {
      const [error] = (await once(child, "error")) as [Error];
      throw new EmulatorError("ProcessFailed", `${spec.name} could not be started: ${error.message}.`, {
        cause: error,
      });
    }
    const supervised = supervise(child, child.pid);
    this.#children.set(supervised.pid, supervised);
    this.#tellGuardian(`add ${supervised.pid}`);
    void supervised.exited.then(() => {
      this.#children.delete(supervised.pid);
      this.#tellGuardian(`drop ${supervised.pid}`);
    });
    return supervised;
  }

  /** Kills every child that is still there, then the guardian. */
  async stop(): Promise<void> {
    await Promise.all([...this.#children.values()].map((child) => child.killTree()));
    this.#guardian.stdin!.end();
  }

  #launch(spec: ProcessSpec): ChildProcess {
    const toFile = "file" in spec.output;
    const descriptor = "file" in spec.output ? openForAppend(spec.output.file) : undefined;
    const child = spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      env: { ...spec.env, [INSTANCE_MARKER]: this.#marker },
      detached: true,
      stdio: ["ignore", descriptor ?? "pipe", descriptor ?? "pipe"],
      ...spec.user,
    });
    if (descriptor !== undefined) closeSync(descriptor);
    if (!toFile && child.pid !== undefined) {
      const { onLine } = spec.output as { onLine: (line: string) => void };
      createInterface({ input: child.stdout! }).on("line", onLine);
      createInterface({ input: child.stderr! }).on("line", onLine);
    }
    return child;
  }

  #tellGuardian(line: string): void {
    this.#guardian.stdin!.write(`${line}\n`);
  }
}

function supervise(child: ChildProcess, pid: number): SupervisedProcess {
  let ended = false;
  const exited = new Promise<ExitStatus>((resolve) => {
    child.once("exit", (code, signal) => {
      ended = true;
      resolve({ code, signal, atMs: performance.now() });
    });
  });
  const send = (target: number, signal: NodeJS.Signals): void => {
    try {
      process.kill(target, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  };
  return {
    pid,
    exited,
    hasExited: () => ended,
    signal: (signal) => void (ended || send(pid, signal)),
    killTree: async () => {
      if (!ended) {
        send(pid, "SIGSTOP");
        for (const target of [pid, ...descendants(pid)]) send(target, "SIGKILL");
      }
      return exited;
    },
  };
}

function openForAppend(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, "a", 0o600);
}
