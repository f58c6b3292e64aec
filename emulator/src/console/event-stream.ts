import type { ServerResponse } from "node:http";

const HEARTBEAT_MS = 15_000;
/** A reader that is this far behind is cut off; its browser comes back by itself. */
const BACKLOG_BYTES_MAX = 4 * 1024 * 1024;

/** Server-sent events to one browser. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #heartbeat: NodeJS.Timeout;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    });
    response.flushHeaders();
    this.#heartbeat = setInterval(() => void response.write(":\n\n"), HEARTBEAT_MS);
    this.#heartbeat.unref();
    response.once("close", () => clearInterval(this.#heartbeat));
  }

  get isOpen(): boolean {
    return !this.#response.destroyed && !this.#response.writableEnded;
  }

  /** `data` travels as JSON. */
  send(event: string, data: unknown): void {
    if (!this.isOpen) return;
    this.#response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (this.#response.writableLength > BACKLOG_BYTES_MAX) this.#response.destroy();
  }

  close(): void {
    if (this.isOpen) this.#response.end();
  }

  /** Calls `listener` once, when the browser left or the stream was closed. */
  onClose(listener: () => void): void {
    this.#response.once("close", listener);
  }
}
