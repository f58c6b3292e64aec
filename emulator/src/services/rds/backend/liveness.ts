import type { Liveness } from "./decide.ts";
import type { Member } from "./member.ts";

/** Failures in a row, each after at most the time-out, until a server that runs counts as unresponsive. */
const FAILURES_MAX = 3;

export interface LivenessOptions {
  readonly timeoutMs: number;
}

/** Counts a member's failures to answer. A server that has ended is `down` at once. */
export class LivenessProbe {
  readonly #member: Member;
  readonly #timeoutMs: number;
  #failures = 0;

  constructor(member: Member, options: LivenessOptions) {
    this.#member = member;
    this.#timeoutMs = options.timeoutMs;
  }

  async probe(): Promise<Liveness> {
    if (!this.#member.isRunning()) return this.#forget("down");
    const answered = await this.#member.answers(this.#timeoutMs);
    if (!this.#member.isRunning()) return this.#forget("down");
    if (answered) return this.#forget("answering");
    this.#failures++;
    return this.#failures >= FAILURES_MAX ? "unresponsive" : "doubtful";
  }

  #forget(liveness: Liveness): Liveness {
    this.#failures = 0;
    return liveness;
  }
}
