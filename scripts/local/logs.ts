import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { ScriptError } from "../launcher/script-error.mjs";

const LINES = 50;

/** Shows the end of the instance's log files, or of those whose path contains `filter`; `follow` goes on. */
export async function printLogs(instance: Instance, options: { follow: boolean; filter: string }): Promise<number> {
  const directory = instance.directories.logs;
  const names = existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: "utf8" }) : [];
  const files = names.filter((name) => name.endsWith(".log") && name.includes(options.filter)).sort();
  if (files.length === 0) {
    throw new ScriptError(
      `No log file matches "${options.filter}" in ${directory}: run npm run local -- logs without a name to see all.`,
    );
  }
  const args = [
    "-n",
    String(LINES),
    ...(options.follow ? ["-F"] : []),
    "--",
    ...files.map((name) => join(directory, name)),
  ];
  const [code] = (await once(spawn("tail", args, { stdio: "inherit" }), "exit")) as [number | null];
  return code ?? 0;
}
