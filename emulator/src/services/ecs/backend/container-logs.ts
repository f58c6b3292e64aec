import { join } from "node:path";
import type { LogConfiguration } from "@aws-sdk/client-ecs";
import type { Instance } from "../../../instance/instance.ts";
import type { TaskRecord } from "../state/task-record.ts";
import { TaskFailure } from "../state/task-failure.ts";
import { LocalLogFile } from "./local-log-file.ts";
import type { LogSink, LogWriter } from "./log-sink.ts";

/** Where a container's lines go: to its log driver, and the last of them to a local file by service or family. */
export class ContainerLogs {
  readonly #directory: string;
  readonly #sink: LogSink;
  readonly #files = new Map<string, LocalLogFile>();

  constructor(instance: Pick<Instance, "directories">, sink: LogSink) {
    this.#directory = join(instance.directories.logs, "ecs");
    this.#sink = sink;
  }

  /** Throws ResourceInitializationError when the log group doesn't exist, as AWS ends such a task. */
  async open(task: TaskRecord, container: string, configuration: LogConfiguration | undefined): Promise<LogWriter> {
    const owner = task.membership?.serviceName ?? task.launch.group.replace(/^family:/, "");
    const file = this.#file(`${owner.replaceAll(/[^\w.-]/g, "_")}-${container}.log`);
    const toFile: LogWriter = (line) => file.write(`${new Date().toISOString()} ${task.id.slice(0, 8)} ${line}`);
    const options = configuration?.options;
    const group = options?.["awslogs-group"];
    if (configuration?.logDriver !== "awslogs" || group === undefined) return toFile;
    const prefix = options?.["awslogs-stream-prefix"];
    const opened = await this.#sink.open({
      group,
      stream: prefix === undefined ? task.id : `${prefix}/${container}/${task.id}`,
      createGroup: options?.["awslogs-create-group"] === "true",
    });
    if ("refused" in opened) {
      throw new TaskFailure(
        "ResourceInitializationError",
        `failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ${opened.refused} : exit status 1`,
      );
    }
    return (line) => {
      toFile(line);
      opened.write(line);
    };
  }

  async stop(deadlineMs: number): Promise<void> {
    await this.#sink.flush(deadlineMs);
    for (const file of this.#files.values()) file.close();
  }

  #file(name: string): LocalLogFile {
    const file = this.#files.get(name) ?? new LocalLogFile(join(this.#directory, name));
    this.#files.set(name, file);
    return file;
  }
}
