import { expect, test } from "vitest";
import { MemoryStorage } from "../../testing/memory-storage.ts";
import { SessionStore, type SessionClock } from "./session-store.ts";

/** Time that passes only when told; timers go off then, unless the device slept. */
class HandClock implements SessionClock {
  #nowMs = Date.UTC(2026, 10, 24);
  #timers: { atMs: number; callback: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  pass(seconds: number): void {
    this.sleep(seconds);
    const due = this.#timers.filter(({ atMs }) => atMs <= this.#nowMs);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    for (const { callback } of due) callback();
  }

  sleep(seconds: number): void {
    this.#nowMs += seconds * 1_000;
  }
}

test("a session ends by itself just before the token expires, and says so", () => {
  const clock = new HandClock();
  const store = new SessionStore(new MemoryStorage(), clock);
  let told = 0;
  store.subscribe(() => told++);
  store.start("demo@example.test", "token", 3_600);
  expect(store.current()).toMatchObject({ email: "demo@example.test", accessToken: "token" });
  clock.pass(3_594);
  expect(store.current()).toBeDefined();
  clock.pass(1);
  expect([store.current(), store.lastEnd, told]).toEqual([undefined, "expired", 2]);
});

test("a reload keeps the session, but not one that expired meanwhile", () => {
  const clock = new HandClock();
  const storage = new MemoryStorage();
  new SessionStore(storage, clock).start("demo@example.test", "token", 3_600);
  expect(new SessionStore(storage, clock).current()?.accessToken).toBe("token");
  clock.sleep(3_600);
  const late = new SessionStore(storage, clock);
  expect([late.current(), late.lastEnd, storage.length]).toEqual([undefined, "expired", 0]);
});

test("signing out leaves nothing behind", () => {
  const storage = new MemoryStorage();
  const store = new SessionStore(storage, new HandClock());
  store.start("demo@example.test", "token", 3_600);
  store.end("signed-out");
  expect([store.current(), store.lastEnd, storage.length]).toEqual([undefined, "signed-out", 0]);
});

test("the timer of an earlier session does not end a later one", () => {
  const clock = new HandClock();
  const store = new SessionStore(new MemoryStorage(), clock);
  store.start("demo@example.test", "first", 60);
  clock.pass(30);
  store.start("demo@example.test", "second", 3_600);
  clock.pass(120);
  expect(store.current()?.accessToken).toBe("second");
});

test("after a sleep, looking is enough", () => {
  const clock = new HandClock();
  const store = new SessionStore(new MemoryStorage(), clock);
  store.start("demo@example.test", "token", 3_600);
  clock.sleep(7_200);
  store.endIfExpired();
  expect(store.current()).toBeUndefined();
});

test.each(["", "{", "null", '"x"', '{"email":1}', '{"email":"a","accessToken":"b"}'])(
  "a stored session that can't be read is none: %s",
  (text) => {
    const storage = new MemoryStorage();
    storage.setItem("payments.session", text);
    expect(new SessionStore(storage, new HandClock()).current()).toBeUndefined();
  },
);
