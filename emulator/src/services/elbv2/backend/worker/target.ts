import { isIPv6 } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import type { HealthCheckConfig, TargetConfig, TargetGroupConfig } from "../proxy-config.ts";
import type { TargetHealthState } from "../../state/target-health.ts";
import { checkHealth } from "./check-health.ts";
import { afterCheck, REGISTERED, type HealthRecord } from "./health-state.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const RESPONSE_HEADER_BYTES_MAX = 32_768;

/** One registered target: its connections, its health and the loop that keeps checking it. */
export class Target {
  readonly config: TargetConfig;
  readonly pool: Pool;
  readonly origin: string;
  /** Requests that were sent and not yet answered in full. */
  inFlight = 0;
  readonly #ended = new AbortController();
  readonly #upgraded = new Set<() => void>();
  readonly #onHealth: (health: TargetHealthState) => void;
  #record: HealthRecord = REGISTERED;
  #isDraining = false;

  constructor(
    config: TargetConfig,
    group: TargetGroupConfig,
    idleTimeoutMs: number,
    onHealth: (health: TargetHealthState) => void,
  ) {
    this.config = config;
    this.#onHealth = onHealth;
    const host = isIPv6(config.id) ? `[${config.id}]` : config.id;
    this.origin = `${group.protocol.toLowerCase()}://${host}:${config.port}`;
    this.pool = new Pool(this.origin, {
      pipelining: 1,
      allowH2: false,
      connect: { timeout: CONNECT_TIMEOUT_MS, rejectUnauthorized: false },
      headersTimeout: idleTimeoutMs,
      bodyTimeout: idleTimeoutMs,
      keepAliveTimeout: idleTimeoutMs,
      maxHeaderSize: RESPONSE_HEADER_BYTES_MAX,
    });
    void this.#keepChecking(group.healthCheck);
  }

  get isHealthy(): boolean {
    return this.#record.health.state === "healthy";
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** Gets no new requests from now on; its idle connections close, those in use when their request ends. */
  drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#ended.abort();
    void this.pool.close();
  }

  /** Counts a connection that left HTTP, to cut it when the target goes; call what is returned when it closes. */
  trackUpgraded(cut: () => void): () => void {
    this.#upgraded.add(cut);
    return () => this.#upgraded.delete(cut);
  }

  /** Cuts whatever is still in flight. */
  async destroy(): Promise<void> {
    this.#ended.abort();
    for (const cut of this.#upgraded) cut();
    await this.pool.destroy();
  }

  async #keepChecking(check: HealthCheckConfig): Promise<void> {
    const { signal } = this.#ended;
    this.#onHealth(this.#record.health);
    while (!signal.aborted) {
      const next = sleep(check.intervalMs, undefined, { signal, ref: false }).catch(() => {});
      const result = await checkHealth(this.config, check, signal);
      if (signal.aborted) return;
      const before = this.#record.health;
      this.#record = afterCheck(this.#record, result, check);
      const { state, description } = this.#record.health;
      if (state !== before.state || description !== before.description) this.#onHealth(this.#record.health);
      await next;
    }
  }
}
