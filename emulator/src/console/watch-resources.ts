import type { ResourceStatus } from "../services/emulated-service.ts";
import type { EventStream } from "./event-stream.ts";

const POLL_MS = 200;

/** Sends every resource at once and again whenever one has changed. */
export function watchResources(stream: EventStream, resources: () => readonly ResourceStatus[]): void {
  let last = "";
  const look = (): void => {
    const current = resources();
    const text = JSON.stringify(current);
    if (text !== last) stream.send("resources", current);
    last = text;
  };
  look();
  const timer = setInterval(look, POLL_MS);
  timer.unref();
  stream.onClose(() => clearInterval(timer));
}
