import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { DeployError } from "./errors.ts";

const TAIL_LINES = 20;

export interface ChildOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Secrets go in here and never into the arguments, which every user of the machine can read. */
  readonly input?: string;
  readonly onLine?: (line: string) => void;
}

/** Runs a command to its end and returns its output lines. Throws `ToolFailed` with the end of them otherwise. */
export async function runChild(
  command: string,
  args: readonly string[],
  { cwd, environment, input, onLine }: ChildOptions,
): Promise<string[]> {
  const child = spawn(command, args, { cwd, env: environment, stdio: ["pipe", "pipe", "pipe"] });
  const lines: string[] = [];
  const take = (line: string) => {
    lines.push(line);
    onLine?.(line);
  };
  createInterface(child.stdout).on("line", take);
  createInterface(child.stderr).on("line", take);
  child.stdin.on("error", () => {}).end(input);
  const tool = command === process.execPath ? args.slice(0, 2).join(" ") : [command, ...args.slice(0, 1)].join(" ");
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    if (code === 0) return lines;
    const tail = lines.slice(-TAIL_LINES).join("\n");
    throw new DeployError(
      "ToolFailed",
      `${tool} ended with ${signal ?? `exit code ${code}`}; its last lines:\n${tail}`,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new DeployError("ToolFailed", `${command} is not on PATH; install it and run this again.`, { cause: error });
  }
}
