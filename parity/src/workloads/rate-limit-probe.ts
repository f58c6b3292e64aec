import { sharedBefore } from "../checks/sharing-outage.ts";
import type { ProbeClient } from "../clients/probe-client.ts";
import type { Clock } from "../clock/clock.ts";
import type { Probe } from "../history/probe.ts";
import { pause } from "../wait/until.ts";
import { Pacer } from "./pacer.ts";

/** How close the probe looks, and how hard it presses. */
export interface Pressure {
  readonly looksPerSecond: number;
  readonly burstMs: number;
  readonly burstClients: number;
}

const BURST_PROLONGED_TIMES = 5;
/** So many answers at least tell that the limit is shared. */
const ANSWERS_MIN = 10;

export const DEFAULT_PRESSURE: Pressure = { looksPerSecond: 50, burstMs: 1_000, burstClients: 16 };

/** Looks at the rate limit all the time, and exceeds it when told to. */
export class RateLimitProbe {
  readonly probes: Probe[] = [];
  readonly #client: ProbeClient;
  readonly #clock: Clock;
  readonly #scenario: string;
  readonly #pressure: Pressure;
  readonly #stopping = new AbortController();
  readonly #looking: Promise<void>;
  #bursts = 0;

  /** Starts to look at once. */
  constructor(client: ProbeClient, clock: Clock, scenario: string, pressure: Pressure) {
    this.#client = client;
    this.#clock = clock;
    this.#scenario = scenario;
    this.#pressure = pressure;
    this.#looking = this.#keepLooking();
  }

  /**
   * Sends as much as goes, for so long that the limit's whole allowance is used up and then some; with `untilRefused` for
   * some times longer if need be, for a busy machine sends little.
   */
  async burst({ untilRefused = false } = {}): Promise<void> {
    const burst = ++this.#bursts;
    const endMs = performance.now() + this.#pressure.burstMs;
    const lastMs = untilRefused ? endMs + BURST_PROLONGED_TIMES * this.#pressure.burstMs : endMs;
    const isRefused = (): boolean => this.probes.some((each) => each.burst === burst && each.httpStatus === 429);
    const goesOn = (nowMs: number): boolean => nowMs < endMs || (nowMs < lastMs && !isRefused());
    const client = async (): Promise<void> => {
      while (goesOn(performance.now()) && !this.#stopping.signal.aborted) await this.#look(burst);
    };
    await Promise.all(Array.from({ length: this.#pressure.burstClients }, client));
  }

  /** Whether every answer of the last while told of a limit that all tasks share. */
  isShared(): boolean {
    const recent = sharedBefore(this.probes, this.#clock.nowUs());
    return recent.answers >= ANSWERS_MIN && recent.share === 1;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#looking;
  }

  async #keepLooking(): Promise<void> {
    const pacer = new Pacer(this.#pressure.looksPerSecond);
    const { signal } = this.#stopping;
    const lookers = Array.from({ length: 2 }, async () => {
      while (!signal.aborted) {
        await pacer.slot(signal).catch(() => undefined);
        if (!signal.aborted) await this.#look(null);
      }
    });
    await Promise.all(lookers);
  }

  async #look(burst: number | null): Promise<void> {
    const startUs = this.#clock.nowUs();
    const look = await this.#client.look();
    this.probes.push({ scenario: this.#scenario, startUs, endUs: this.#clock.nowUs(), ...look, burst });
    // An answer that never was mustn't make a busy loop of this.
    if (look.httpStatus === null) await pause(5);
  }
}
