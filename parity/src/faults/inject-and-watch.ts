import { isDeepStrictEqual } from "node:util";
import type { ServiceEvent } from "../targets/service-event.ts";
import { until } from "../wait/until.ts";
import type { FaultKind } from "./fault-kind.ts";
import type { Described, FaultRecord } from "./fault-record.ts";
import type { FaultContext } from "./fault.ts";

/** A fault as its author writes it: how to look, how to break, and by what the effect is told. */
export interface Injection<State extends Described> {
  readonly name: string;
  readonly kind: FaultKind;
  readonly subject: string;
  describe(): Promise<State>;
  events(): Promise<ServiceEvent[]>;
  /** Breaks it once. Throws if the API refused; `unknown` if it gave no definite answer. */
  act(): Promise<"accepted" | "unknown">;
  /** Ends the sentence "Waited … for". */
  readonly effect: string;
  isEffective(state: State, before: State): boolean;
}

/** Breaks something and records how its description and its events change until the effect shows or its deadline passes. */
export async function injectAndWatch<State extends Described>(
  injection: Injection<State>,
  context: FaultContext,
  round: number,
): Promise<FaultRecord> {
  const { clock } = context;
  const before = await injection.describe();
  const eventsBefore = await readableEvents(injection);
  const startUs = clock.nowUs();
  const answer = await injection.act();
  const acceptedUs = answer === "accepted" ? clock.nowUs() : null;
  const watched = await watchEffect(injection, before, context);
  return {
    name: injection.name,
    kind: injection.kind,
    subject: injection.subject,
    round,
    startUs,
    start: clock.wallAt(startUs),
    acceptedUs,
    before,
    ...watched,
    events: newEvents(eventsBefore, await readableEvents(injection), context),
    watchedUntilUs: clock.nowUs(),
    healedUs: null,
    recovery: null,
    condition: null,
  };
}

type Watched = Pick<FaultRecord, "observed" | "effectiveUs">;

async function watchEffect<State extends Described>(
  injection: Injection<State>,
  before: State,
  { clock, pace, signal }: FaultContext,
): Promise<Watched> {
  const observed: FaultRecord["observed"] = [];
  let last = before;
  const look = async (): Promise<number | undefined> => {
    const state = await injection.describe();
    const atUs = clock.nowUs();
    if (!isDeepStrictEqual(state, last)) observed.push({ atUs, state });
    last = state;
    return injection.isEffective(state, before) ? atUs : undefined;
  };
  try {
    const what = injection.effect;
    const effectiveUs = await until(look, { what, deadlineMs: pace.effectDeadlineMs, intervalMs: pace.pollMs, signal });
    return { observed, effectiveUs };
  } catch (error) {
    if (signal.aborted) throw error;
    // No effect in time is a finding, for the no-op detector to judge, and no failure of the harness.
    return { observed, effectiveUs: null };
  }
}

/** Null where the events can't be read: they are one sign among others. */
async function readableEvents(injection: Pick<Injection<Described>, "events">): Promise<ServiceEvent[] | null> {
  try {
    return await injection.events();
  } catch {
    return null;
  }
}

/** By comparison with those before, for their dates come from a clock that needn't agree with ours. */
function newEvents(
  before: ServiceEvent[] | null,
  after: ServiceEvent[] | null,
  { clock }: FaultContext,
): FaultRecord["events"] {
  if (!before || !after) return null;
  const known = new Set(before.map((event) => `${event.date} ${event.message}`));
  return after
    .filter((event) => !known.has(`${event.date} ${event.message}`))
    .map((event) => ({ ...event, atUs: clock.usAt(new Date(event.date)) }));
}
