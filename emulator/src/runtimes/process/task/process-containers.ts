import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { chownSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { Instance } from "../../../instance/instance.ts";
import type { ContainerRuntime, RunningContainer } from "../../../services/ecs/backend/container-runtime.ts";
import type { ExitStatus, ProcessSpec, SupervisedProcess, Supervisor } from "../supervisor.ts";
import { checkCommandLine } from "./check-command.ts";
import { commandLine, localCommandLine } from "./command-line.ts";
import type { ImageUnpacker, UnpackedImage } from "./image.ts";
import { SharedFiles } from "./shared-files.ts";
import { taskUser } from "./task-user.ts";

export type { ImageUnpacker } from "./image.ts";

export interface ProcessContainersInput {
  readonly instance: Pick<Instance, "directories">;
  readonly supervisor: Supervisor;
  readonly images: ImageUnpacker;
  readonly caCertificateFile: string;
}

const SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin";

/** Containers as plain processes: the image's files, this Node for `node`, no base system, no limits on memory or CPU. */
export function processContainers(input: ProcessContainersInput): ContainerRuntime {
  const user = taskUser();
  const directory = join(input.instance.directories.data, "tasks");
  const files = new SharedFiles(join(directory, "shared"), user);
  const pull = async (digest: string): Promise<UnpackedImage> => {
    const image = await input.images.unpack(digest);
    return { ...image, rootDirectory: await files.tree(image.rootDirectory, digest.replace(":", "-")) };
  };
  return {
    pull: async (digest) => void (await pull(digest)),
    start: async (spec) => {
      const image = await pull(spec.imageDigest);
      const nodeFile = await files.file(process.execPath, "node");
      const temporary = await temporaryDirectory(directory, user);
      const base = {
        cwd: join(image.rootDirectory, join("/", spec.workingDirectory ?? image.config.WorkingDir ?? "/")),
        env: {
          ...imageEnvironment(image),
          ...spec.environment,
          PATH: [dirname(nodeFile), SYSTEM_PATH].join(delimiter),
          HOME: "/nonexistent",
          TMPDIR: temporary,
          NODE_EXTRA_CA_CERTS: await files.file(input.caCertificateFile, "ca"),
        },
        ...(user ? { user } : {}),
      };
      const toProcess = (argv: readonly string[], name: string, onLine: (line: string) => void): ProcessSpec => {
        const [command = "", ...args] = localCommandLine(argv, image.rootDirectory, nodeFile);
        return { ...base, name, command, args, output: { onLine } };
      };
      const argv = commandLine(image.config, spec);
      try {
        const main = await input.supervisor.spawn(toProcess(argv, spec.name, spec.onLine));
        return running(main, temporary, (command) =>
          input.supervisor.spawn(
            toProcess(checkCommandLine(command, spec.address), `${spec.name}/health-check`, () => {}),
          ),
        );
      } catch (error) {
        await rm(temporary, { recursive: true, force: true });
        throw error;
      }
    },
  };
}

function running(
  main: SupervisedProcess,
  temporary: string,
  startCheck: (command: readonly string[]) => Promise<SupervisedProcess>,
): RunningContainer {
  const exited = main.exited.then(async (status) => {
    endGroup(main.pid);
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    return exitCode(status);
  });
  return {
    pid: main.pid,
    exited,
    stop: async (timeoutMs) => {
      main.signal("SIGTERM");
      const hasEnded = await endsWithin(exited, timeoutMs);
      if (!hasEnded) await main.killTree();
      await exited;
    },
    check: async (command, timeoutMs) => {
      try {
        const check = await startCheck(command);
        if (await endsWithin(check.exited, timeoutMs)) return exitCode(await check.exited) === 0;
        await check.killTree();
      } catch {
        // A command that can't be started has failed its check.
      }
      return false;
    },
  };
}

async function endsWithin(ended: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const result = await Promise.race([ended.then(() => true as const), timeout]);
  clearTimeout(timer);
  return result;
}

/** When a container's first process ends, all others in it end too. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing of the group is left.
  }
}

function exitCode({ code, signal }: ExitStatus): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

function imageEnvironment({ config }: UnpackedImage): Record<string, string> {
  return Object.fromEntries(
    (config.Env ?? []).map((entry) => {
      const [name = "", ...value] = entry.split("=");
      return [name, value.join("=")];
    }),
  );
}

async function temporaryDirectory(directory: string, user: ReturnType<typeof taskUser>): Promise<string> {
  const parent = join(directory, "tmp");
  await mkdir(parent, { recursive: true, mode: 0o755 });
  const temporary = await mkdtemp(join(parent, "task-"));
  if (user) chownSync(temporary, user.uid, user.gid);
  return temporary;
}
