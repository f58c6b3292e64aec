import { EmulatorError } from "../../../errors.ts";
import type { Liveness } from "./decide.ts";
import type { CacheNode } from "./cache-node.ts";
import type { Replication } from "./replication.ts";

/** Failures in a row, each after at most the time-out, until a server that runs counts as unresponsive. */
const FAILURES_MAX = 3;

export interface Seen {
  readonly liveness: Liveness;
  readonly replication: Replication | undefined;
}

/** Counts a node's failures to answer. A server that has ended is `down` at once. */
export class LivenessProbe {
  readonly #node: CacheNode;
  readonly #timeoutMs: number;
  #failures = 0;

  constructor(node: CacheNode, timeoutMs: number) {
    this.#node = node;
    this.#timeoutMs = timeoutMs;
  }

  async probe(): Promise<Seen> {
    if (!this.#node.isRunning()) return this.#forget("down");
    try {
      const replication = await this.#node.replication(this.#timeoutMs);
      return this.#forget("answering", replication);
    } catch (error) {
      if (!this.#node.isRunning()) return this.#forget("down");
      // A script that runs for long makes a server refuse other commands, but not hang.
      if (error instanceof EmulatorError && error.message.startsWith("BUSY")) return this.#forget("answering");
    }
    this.#failures++;
    return { liveness: this.#failures >= FAILURES_MAX ? "unresponsive" : "doubtful", replication: undefined };
  }

  #forget(liveness: Liveness, replication?: Replication): Seen {
    this.#failures = 0;
    return { liveness, replication };
  }
}
