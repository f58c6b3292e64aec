import { once } from "node:events";
import { connect } from "node:net";
import { until } from "../../../wait/until.ts";
import type { Target } from "./target-groups.ts";

/** A load balancer's shortest health check interval: waiting longer than that gains nothing. */
const LISTENING_MS_MAX = 5_000;

/**
 * Resolves when something listens at the target, or after five seconds. A target that is registered before its server
 * listens fails its first health check and is out of service for a whole interval; on AWS the container's slower
 * start hides that. Rejects when the signal comes.
 */
export async function listening({ address, port }: Target, signal: AbortSignal): Promise<void> {
  const accepts = async (): Promise<boolean> => {
    const socket = connect(port, address);
    try {
      await once(socket, "connect");
      return true;
    } finally {
      socket.destroy();
    }
  };
  try {
    await until(accepts, { what: `${address}:${port} to listen`, deadlineMs: LISTENING_MS_MAX, signal });
  } catch {
    // Whether it serves is for the load balancer's health check to say.
    signal.throwIfAborted();
  }
}
