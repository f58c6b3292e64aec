import { setTimeout as sleep } from "node:timers/promises";
import { SpanKind } from "@opentelemetry/api";
import { Redis } from "ioredis";
import { inChildSpan } from "../tracing/in-span.ts";
import type { RedisConnection } from "./redis-connection.ts";
import { RATE_LIMIT_SCRIPTS } from "./shared-rate-limiter.ts";

/** The most that a request waits for Redis; then it goes on without. */
const ANSWER_MS_MAX = 50;
const PROBE_INTERVAL_UP_MS = 1_000;
const PROBE_INTERVAL_DOWN_MS = 100;
/** A connection that says nothing for so many probes may lead to a server that is no more: it is made anew. */
const SILENT_PROBES_MAX = 3;
const CONNECT_TIMEOUT_MS = 500;
const BACK_OFF_MS_MAX = 250;
const PROBE_KEY = "payment-service:probe";

/**
 * Redis for what the service can do without. A command that fails or is late opens a circuit: from then on every
 * `attempt` gives undefined at once, until a probe in the background could write again. A probe writes, because a
 * replica would answer reads.
 */
export class RedisLink {
  readonly #redis: Redis;
  readonly #stop = new AbortController();
  #up = false;
  #silentProbes = 0;

  private constructor(redis: Redis) {
    this.#redis = redis;
    // Each error reaches who waits for the command; without a listener ioredis would print it.
    redis.on("error", () => {});
    redis.on("ready", () => void this.#probe());
    redis.on("close", () => (this.#up = false));
    this.#keepProbing().catch(() => {});
  }

  /** Connects in the background and again whenever the connection is lost. */
  static open({ host, port, password, tls }: RedisConnection): RedisLink {
    return new RedisLink(
      new Redis({
        host,
        port,
        ...(password === undefined ? {} : { password }),
        // Verified as by default: the chain against Node's authorities and NODE_EXTRA_CA_CERTS, the name against the host.
        ...(tls ? { tls: {} } : {}),
        connectionName: "payment-service",
        connectTimeout: CONNECT_TIMEOUT_MS,
        scripts: RATE_LIMIT_SCRIPTS,
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        retryStrategy: (attempt) => Math.min(25 * 2 ** attempt, BACK_OFF_MS_MAX),
        // What is a replica now was the primary before a failover: the host leads to the new one.
        reconnectOnError: ({ message }) => message.startsWith("READONLY"),
      }),
    );
  }

  get isUp(): boolean {
    return this.#up;
  }

  /**
   * The command's answer; undefined if there is none in time, and at once while Redis is down. Never throws. `name` is
   * what traces call it.
   */
  async attempt<T>(name: string, command: (redis: Redis) => Promise<T>): Promise<{ readonly value: T } | undefined> {
    if (!this.#up) return undefined;
    const attributes = { "db.system.name": "redis", "db.operation.name": name };
    const answer = await inChildSpan(name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const inside = await inTime(() => command(this.#redis));
      if (inside === undefined) span?.setAttribute("error.type", "timeout");
      return inside;
    });
    if (answer === undefined) this.#up = false;
    return answer;
  }

  close(): void {
    this.#stop.abort();
    this.#up = false;
    this.#redis.disconnect();
  }

  async #keepProbing(): Promise<void> {
    for (;;) {
      await sleep(this.#up ? PROBE_INTERVAL_UP_MS : PROBE_INTERVAL_DOWN_MS, undefined, {
        signal: this.#stop.signal,
        ref: false,
      });
      if (this.#redis.status === "ready") await this.#probe();
    }
  }

  async #probe(): Promise<void> {
    const answer = await inTime(() => this.#redis.set(PROBE_KEY, "1", "PX", 1_000));
    this.#up = answer !== undefined && !this.#stop.signal.aborted;
    this.#silentProbes = this.#up ? 0 : this.#silentProbes + 1;
    if (this.#silentProbes < SILENT_PROBES_MAX || this.#stop.signal.aborted) return;
    this.#silentProbes = 0;
    this.#redis.disconnect(true);
  }
}

/** What the command gives in time, if it does. */
async function inTime<T>(command: () => Promise<T>): Promise<{ readonly value: T } | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    // After a stall of this process the answer may be here, unread; it is read before the immediate runs.
    timer = setTimeout(() => setImmediate(() => resolve(undefined)), ANSWER_MS_MAX);
  });
  const answered = command().then(
    (value) => ({ value }),
    () => undefined,
  );
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}
