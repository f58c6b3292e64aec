import { parentPort } from "node:worker_threads";
import type { TlsTermination } from "./tls-termination.ts";
import { Forwarder, type ForwarderTarget, type HoldLimits } from "./forwarder.ts";

/** What `Forwarders` asks of its worker thread; each is answered with a `ForwarderReply` of the same sequence. */
export type ForwarderRequest = { readonly sequence: number; readonly id: string } & (
  | {
      readonly kind: "open";
      readonly address: string;
      readonly port: number;
      readonly limits: HoldLimits;
      readonly tls?: TlsTermination;
    }
  | { readonly kind: "point"; readonly targets: readonly ForwarderTarget[] }
  | { readonly kind: "close" }
);

export interface ForwarderReply {
  readonly sequence: number;
  /** The operating system's error code or message; absent when it was done. */
  readonly error?: string;
}

const forwarders = new Map<string, Forwarder>();

async function perform(request: ForwarderRequest): Promise<void> {
  switch (request.kind) {
    case "open":
      forwarders.get(request.id)?.close();
      forwarders.set(request.id, await Forwarder.listen(request.address, request.port, request.limits, request.tls));
      return;
    case "point":
      forwarders.get(request.id)?.point(request.targets);
      return;
    case "close":
      forwarders.get(request.id)?.close();
      forwarders.delete(request.id);
  }
}

parentPort?.on("message", (request: ForwarderRequest) => {
  const { sequence } = request;
  perform(request).then(
    () => parentPort?.postMessage({ sequence } satisfies ForwarderReply),
    (error: NodeJS.ErrnoException) =>
      parentPort?.postMessage({ sequence, error: error.code ?? error.message } satisfies ForwarderReply),
  );
});
