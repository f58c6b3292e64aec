import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { EmulatorError } from "../errors.ts";
import type { Instance } from "../instance/instance.ts";
import type { Log } from "../log.ts";
import type { SupervisedProcess, Supervisor } from "../runtimes/process/supervisor.ts";
import { until } from "../wait/until.ts";
import type { LocalStackAddress } from "./localstack-address.ts";
import { localStackEnvironment } from "./localstack-environment.ts";

interface Launch {
  readonly instance: Instance;
  readonly supervisor: Supervisor;
  readonly venvDirectory: string;
  readonly log: Log;
  readonly address: LocalStackAddress;
  /** Called as soon as there is a process. */
  onSpawn(process: SupervisedProcess): void;
  readonly signal: AbortSignal;
}

/** What the bridge writes when it has loaded the saved state. */
interface LoadReport {
  readonly snapshot: string | null;
  readonly seconds: number;
  readonly setAside: readonly { readonly path: string; readonly reason: string }[];
}

const START_DEADLINE_MS = 60_000;
const HEALTH_DEADLINE_MS = 2_000;

/** Starts one LocalStack process and resolves when it answers. Throws `LocalStackUnavailable`, naming its log. */
export async function launchLocalStack(launch: Launch): Promise<void> {
  const { instance, address, log } = launch;
  const logFile = join(instance.directories.logs, "localstack.log");
  await requireFree(address);
  const process = await spawn(launch, logFile);
  launch.onSpawn(process);
  try {
    await until(() => process.hasExited() || isHealthy(address), {
      what: "LocalStack to answer",
      deadlineMs: START_DEADLINE_MS,
      intervalMs: 50,
      signal: launch.signal,
    });
  } catch (error) {
    await process.killTree();
    throw unavailable(`LocalStack did not answer within ${START_DEADLINE_MS / 1000} s; see ${logFile}.`, error);
  }
  if (process.hasExited()) throw unavailable(`LocalStack ended while it started; see ${logFile}.`);
  reportLoaded(instance, log);
}

function spawn({ instance, supervisor, venvDirectory, address }: Launch, file: string): Promise<SupervisedProcess> {
  return supervisor.spawn({
    name: "localstack",
    command: join(venvDirectory, "bin", "python"),
    args: ["-m", "localstack.runtime.main"],
    cwd: instance.directories.localstack,
    env: localStackEnvironment(instance, address),
    output: { file },
  });
}

/** LocalStack itself would not notice, and another program would answer in its place. */
async function requireFree({ host, port }: LocalStackAddress): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(port, host), "listening");
  } catch (error) {
    throw unavailable(`Another program listens on ${host}:${port}: end it, then start again.`, error);
  } finally {
    server.close();
  }
}

async function isHealthy({ host, port }: LocalStackAddress): Promise<boolean> {
  const response = await fetch(`http://${host}:${port}/_localstack/health`, {
    signal: AbortSignal.timeout(HEALTH_DEADLINE_MS),
  });
  await response.arrayBuffer();
  return response.ok;
}

function reportLoaded(instance: Instance, log: Log): void {
  const file = join(instance.directories.localstack, "state", "loaded.json");
  const { setAside, ...loaded } = JSON.parse(readFileSync(file, "utf8")) as LoadReport;
  for (const { path, reason } of setAside) log("error", `Saved state of LocalStack was set aside: ${reason}`, { path });
  log("info", "LocalStack is ready.", { ...loaded });
}

function unavailable(message: string, cause?: unknown): EmulatorError {
  return new EmulatorError("LocalStackUnavailable", message, { cause });
}
