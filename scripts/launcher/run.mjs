import { spawn } from "node:child_process";
import { once } from "node:events";
import { ScriptError } from "./script-error.mjs";

const TAIL_LINES = 15;

/**
 * Runs a command and returns its exit code. Terminal signals reach the child too, so this process waits for it to
 * decide. With `quiet` its output is kept back and only the end of it is in the error when it fails.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, quiet?: boolean }} [options]
 * @returns {Promise<number>}
 */
export async function run(command, args, { env = process.env, cwd, quiet = false } = {}) {
  const ignore = () => {};
  process.on("SIGINT", ignore).on("SIGTERM", ignore);
  const child = spawn(command, args, { env, cwd, stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit" });
  const forward = () => child.kill("SIGTERM");
  process.once("SIGTERM", forward);
  let output = "";
  child.stdout?.on("data", (data) => (output += data));
  child.stderr?.on("data", (data) => (output += data));
  try {
    const [code, signal] = await once(child, "exit");
    if (quiet && code !== 0) throw new ScriptError(`${command} ${args.join(" ")} failed:\n${tail(output)}`);
    return code ?? (signal === "SIGINT" ? 130 : 1);
  } catch (error) {
    if (error.code === "ENOENT") throw new ScriptError(`${command} was not found on PATH; install it and try again.`);
    throw error;
  } finally {
    process.off("SIGINT", ignore).off("SIGTERM", ignore).off("SIGTERM", forward);
  }
}

function tail(output) {
  return output.trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
}
