import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Instance } from "../../../instance/instance.ts";
import { until } from "../../../wait/until.ts";
import { LogBuffer } from "./log-buffer.ts";
import type { LogSink, LogStreamName } from "./log-sink.ts";

export interface CloudWatchLogSinkSettings {
  /** Lines collect for this long before they are sent. */
  readonly batchMs: number;
  readonly retryMsMin: number;
  readonly retryMsMax: number;
  readonly bytesMaxPerStream: number;
}

const SETTINGS: CloudWatchLogSinkSettings = {
  batchMs: 500,
  retryMsMin: 500,
  retryMsMax: 10_000,
  bytesMaxPerStream: 4 * 1_048_576,
};

const REQUEST_MS_MAX = 10_000;
const inTime = (): { abortSignal: AbortSignal } => ({ abortSignal: AbortSignal.timeout(REQUEST_MS_MAX) });

/** CloudWatch Logs behind the instance's endpoint; it may be away for a while. */
export function cloudWatchLogSink(
  instance: Pick<Instance, "endpointUrl" | "region">,
  settings: CloudWatchLogSinkSettings = SETTINGS,
): LogSink {
  const client = new CloudWatchLogsClient({
    endpoint: instance.endpointUrl,
    region: instance.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const busy = new Set<Stream>();
  return {
    open: async (name) => {
      try {
        await createStream(client, name);
      } catch (error) {
        const { name: code, message } = error as Error;
        if (code === "ResourceNotFoundException") return { refused: `${code}: ${message}` };
      }
      const stream = new Stream(client, name, settings, busy);
      return { write: (line) => stream.write(line) };
    },
    flush: async (deadlineMs) => {
      for (const stream of busy) stream.hurry();
      await until(() => busy.size === 0, { what: "the logs to be delivered", deadlineMs }).catch(() => {});
      for (const stream of busy) stream.giveUp();
    },
  };
}

/** Delivers one stream's lines in order, one call at a time, at least once: a call that timed out is repeated. */
class Stream {
  readonly #client: CloudWatchLogsClient;
  readonly #name: LogStreamName;
  readonly #settings: CloudWatchLogSinkSettings;
  readonly #busy: Set<Stream>;
  readonly #buffer: LogBuffer;
  #timer: NodeJS.Timeout | undefined;
  #isSending = false;
  #failures = 0;

  constructor(
    client: CloudWatchLogsClient,
    name: LogStreamName,
    settings: CloudWatchLogSinkSettings,
    busy: Set<Stream>,
  ) {
    this.#client = client;
    this.#name = name;
    this.#settings = settings;
    this.#busy = busy;
    this.#buffer = new LogBuffer(settings.bytesMaxPerStream);
  }

  write(line: string): void {
    this.#buffer.add({ timestamp: Date.now(), message: line });
    this.#busy.add(this);
    if (this.#timer === undefined && !this.#isSending) this.#schedule(this.#settings.batchMs);
  }

  hurry(): void {
    if (!this.#isSending) this.#schedule(0);
  }

  giveUp(): void {
    clearTimeout(this.#timer);
    this.#busy.delete(this);
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#send(), delayMs);
    this.#timer.unref();
  }

  async #send(): Promise<void> {
    this.#timer = undefined;
    this.#isSending = true;
    const { events, taken } = this.#buffer.batch();
    try {
      await this.#put(events);
      taken();
      this.#failures = 0;
    } catch {
      this.#failures++;
    }
    this.#isSending = false;
    if (this.#buffer.isEmpty) this.#busy.delete(this);
    else this.#schedule(this.#failures === 0 ? 0 : this.#retryMs());
  }

  #retryMs(): number {
    return Math.min(this.#settings.retryMsMax, this.#settings.retryMsMin * 2 ** Math.min(20, this.#failures - 1));
  }

  async #put(logEvents: { timestamp: number; message: string }[]): Promise<void> {
    const { group: logGroupName, stream: logStreamName } = this.#name;
    const command = new PutLogEventsCommand({ logGroupName, logStreamName, logEvents });
    try {
      await this.#client.send(command, inTime());
    } catch (error) {
      if ((error as Error).name !== "ResourceNotFoundException") throw error;
      // The stream was never created because the service was away, or was lost with its state.
      await createStream(this.#client, this.#name);
      await this.#client.send(command, inTime());
    }
  }
}

async function createStream(client: CloudWatchLogsClient, name: LogStreamName): Promise<void> {
  if (name.createGroup) {
    await ignoreExisting(client.send(new CreateLogGroupCommand({ logGroupName: name.group }), inTime()));
  }
  await ignoreExisting(
    client.send(new CreateLogStreamCommand({ logGroupName: name.group, logStreamName: name.stream }), inTime()),
  );
}

async function ignoreExisting(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if ((error as Error).name !== "ResourceAlreadyExistsException") throw error;
  }
}
