import { expect, test } from "vitest";
import { until } from "./until.ts";

const options = { what: "the third try", deadlineMs: 2_000, intervalMs: 1 };

test("returns the first value, errors being tries like any other", async () => {
  let tries = 0;
  const value = await until(() => {
    tries++;
    if (tries === 1) throw new Error("down");
    return tries === 3 ? "up" : undefined;
  }, options);
  expect(value).toBe("up");
});

test("names what it waited for and what it last saw when the deadline passes", async () => {
  const waiting = until(() => Promise.reject(new Error("still down")), { ...options, deadlineMs: 5 });
  await expect(waiting).rejects.toMatchObject({ code: "DeadlineExceeded", message: /third try.*still down/ });
});

test("an interrupt ends it", async () => {
  const waiting = until(() => undefined, { ...options, signal: AbortSignal.abort() });
  await expect(waiting).rejects.toMatchObject({ code: "Interrupted" });
});
