import type { Probe } from "../history/probe.ts";
import { sample, type Check, type Evidence } from "./check.ts";
import { sharingOutage, watchEnds } from "./sharing-outage.ts";

const WINDOWS_MS = [250, 500, 1_000, 2_000] as const;
const TOO_MANY_REQUESTS = 429;
/** A limiter that counts in whole requests may let one more through at either end of a window. */
const ROUNDING = 2;

interface Window {
  readonly startUs: number;
  readonly windowMs: number;
  readonly allowed: number;
  readonly allowedMax: number;
}

/**
 * The rate limit holds: over no window do more requests of one credential get through than its limit gives, which is a
 * second's worth at once and as many a second. While the tasks can't share the limit, each has one of its own beside it:
 * that is the documented fallback, and the most that may get through then is 1 + tasks times as many.
 */
export const rateLimitBounded: Check = {
  name: "rate-limit-bounded",
  claim: "Requests let through in any window stay within the limit; during the fallback, within 1 + tasks limits",
  judge(evidence: Evidence) {
    const { probes, tasks } = evidence;
    const limits = new Set(probes.flatMap(({ limitPerSecond }) => limitPerSecond ?? []));
    const [limit] = limits;
    if (limit === undefined) return { verdict: "unknown", summary: "No answer told the limit.", evidence: {} };
    const allowed = probes
      .filter(({ httpStatus }) => httpStatus !== null && httpStatus < 500 && httpStatus !== TOO_MANY_REQUESTS)
      .toSorted((a, b) => a.startUs - b.startUs);
    const refused = probes.filter(({ httpStatus }) => httpStatus === TOO_MANY_REQUESTS).length;
    const fallbacks = fallbackSpans(evidence);
    const factor = (startUs: number, endUs: number): number =>
      fallbacks.some((span) => span.startUs < endUs && span.endUs > startUs) ? 1 + tasks : 1;
    const windows = WINDOWS_MS.map((windowMs) => fullest(allowed, windowMs, limit, factor));
    const breaches = windows.filter((window) => window.allowed > window.allowedMax + ROUNDING);
    const counts = { limitPerSecond: limit, tasks, allowed: allowed.length, refused, fullestWindows: windows };
    if (breaches.length > 0) {
      const [first] = breaches;
      const summary = `${first!.allowed} requests got through in ${first!.windowMs} ms, where the limit gives ${first!.allowedMax}.`;
      return { verdict: "invalid", summary, evidence: { ...counts, breaches: sample(breaches) } };
    }
    if (refused === 0) {
      const summary = `The limit of ${limit} a second was never reached, so nothing is known of it.`;
      return { verdict: "unknown", summary, evidence: counts };
    }
    const most = windows.reduce((a, b) => (b.allowed / b.allowedMax > a.allowed / a.allowedMax ? b : a));
    const share = Math.round((most.allowed / most.allowedMax) * 100);
    const summary = `${refused} of ${refused + allowed.length} requests were refused; at most ${share} % of what the limit gives got through.`;
    return { verdict: "valid", summary, evidence: counts };
  },
};

/** From a fault until the limit is shared again for good, and every time in between that an answer told of the fallback. */
function fallbackSpans({ faults, probes, load }: Evidence): { startUs: number; endUs: number }[] {
  const ends = watchEnds(faults, load.endUs);
  const afterFaults = faults.map((fault, index) => ({
    startUs: fault.startUs,
    endUs: sharingOutage(fault, probes, ends[index]!).backUs ?? ends[index]!,
  }));
  const told = probes.filter(({ store }) => store === "local").map(({ startUs, endUs }) => ({ startUs, endUs }));
  return [...afterFaults, ...told];
}

/** The window in which most got through, as a share of what may. A request counts if it was begun and answered within. */
function fullest(
  allowed: readonly Probe[],
  windowMs: number,
  limit: number,
  factor: (startUs: number, endUs: number) => number,
): Window {
  const windowUs = windowMs * 1_000;
  const given = limit * (1 + windowMs / 1_000);
  let most: Window = { startUs: 0, windowMs, allowed: 0, allowedMax: given };
  const ends = allowed.map(({ endUs }) => endUs);
  for (const [index, { startUs }] of allowed.entries()) {
    let within = 0;
    for (let at = index; at < allowed.length && allowed[at]!.startUs <= startUs + windowUs; at++) {
      if (ends[at]! <= startUs + windowUs) within++;
    }
    if (within / given <= most.allowed / most.allowedMax) continue;
    const allowedMax = given * factor(startUs, startUs + windowUs);
    const window = { startUs, windowMs, allowed: within, allowedMax };
    if (within / allowedMax > most.allowed / most.allowedMax) most = window;
  }
  return most;
}
