import type { ServerResponse } from "node:http";
import { EventStream } from "./event-stream.ts";

/** The streams that browsers hold open, which the emulator ends when it stops: they would hold up the gateway. */
export class OpenStreams {
  readonly #streams = new Set<EventStream>();

  open(response: ServerResponse): EventStream {
    const stream = new EventStream(response);
    this.#streams.add(stream);
    stream.onClose(() => this.#streams.delete(stream));
    return stream;
  }

  closeAll(): void {
    for (const stream of this.#streams) stream.close();
  }
}
