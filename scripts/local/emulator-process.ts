import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { claimHolder } from "@payment-system/emulator/instance/claim-holder";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { until } from "@payment-system/emulator/wait/until";
import { CLONE, VENV } from "../launcher/paths.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { refuseTakenAddresses } from "./refuse-taken-addresses.ts";

const START_DEADLINE_MS = 90_000;
const STOP_DEADLINE_MS = 60_000;
const PORT_DEADLINE_MS = 2_000;

const WAL_UPLOAD_VARIABLE = "PAYMENT_SYSTEM_WAL_UPLOAD_SECONDS";
const WAL_UPLOAD_SECONDS_MAX = 86_400;

/** Starts the emulator in the background, its log in `logs/emulator.log`, and returns its pid once all of it is ready. */
export async function startEmulator(instance: Instance): Promise<number> {
  await refuseTakenPort(instance);
  await refuseTakenAddresses(instance);
  const logFile = emulatorLogFile(instance);
  mkdirSync(instance.directories.logs, { recursive: true });
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(
    process.execPath,
    [
      join(CLONE, "emulator/src/main.ts"),
      ...["--instance", String(instance.number), "--venv", VENV],
      ...["--wal-upload-seconds", String(walUploadSeconds())],
    ],
    { cwd: CLONE, detached: true, stdio: ["ignore", log, log], env: emulatorEnvironment() },
  );
  closeSync(log);
  let ended: string | undefined;
  child.once("exit", (code, signal) => (ended = `exit code ${code ?? signal}`));
  await until(async () => ended !== undefined || (await isReady(instance)), {
    what: `the emulator to be ready (its log is ${logFile})`,
    deadlineMs: START_DEADLINE_MS,
    intervalMs: 100,
  });
  if (ended !== undefined)
    throw new ScriptError(`The emulator ended at its start (${ended}): ${lastLogMessage(logFile)}`);
  child.unref();
  return child.pid!;
}

/** Asks the emulator to stop and waits until it is gone; its data stays. Returns false when none was running. */
export async function stopEmulator(instance: Instance): Promise<boolean> {
  const pid = claimHolder(instance);
  if (pid === undefined) return false;
  process.kill(pid, "SIGTERM");
  await until(() => claimHolder(instance) === undefined, {
    what: `emulator process ${pid} to stop (end it with: kill -9 ${pid}; its data is safe)`,
    deadlineMs: STOP_DEADLINE_MS,
    intervalMs: 50,
  });
  return true;
}

/** How often databases' WAL is uploaded: every five minutes, as on AWS, or what the variable says. */
function walUploadSeconds(): number {
  const seconds = Number(process.env[WAL_UPLOAD_VARIABLE] ?? 300);
  if (seconds > 0 && seconds <= WAL_UPLOAD_SECONDS_MAX) return seconds;
  throw new ScriptError(`${WAL_UPLOAD_VARIABLE} must be a number of seconds up to ${WAL_UPLOAD_SECONDS_MAX}.`);
}

export function emulatorLogFile(instance: Instance): string {
  return join(instance.directories.logs, "emulator.log");
}

async function isReady(instance: Instance): Promise<boolean> {
  const response = await fetch(`${instance.endpointUrl}/_emulator/health`, { signal: AbortSignal.timeout(2_000) });
  return response.ok;
}

/** A process that was just killed may hold the port for a moment longer. */
async function refuseTakenPort(instance: Instance): Promise<void> {
  const free = async (): Promise<boolean> => !(await accepts(instance.gatewayPort));
  try {
    await until(free, { what: "the port to be free", deadlineMs: PORT_DEADLINE_MS });
  } catch {
    throw new ScriptError(
      `Port ${instance.gatewayPort} on 127.0.0.1 is taken by another process (see: ss -ltnp 'sport = :${instance.gatewayPort}'); end it and try again.`,
    );
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

function lastLogMessage(file: string): string {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  for (const line of lines.reverse()) {
    try {
      const entry = JSON.parse(line) as { level?: string; message?: string };
      if (entry.level === "error" && entry.message) return entry.message;
    } catch {
      continue;
    }
  }
  return `${lines[0] ?? "it wrote nothing"} (log: ${file})`;
}

function emulatorEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "/", LANG: "C.UTF-8" };
}
