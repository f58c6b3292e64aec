import { expect, test } from "vitest";
import { ServiceError } from "../domain/errors.ts";
import { LoginLimit } from "./login-limit.ts";

const fail = async (): Promise<never> => {
  throw new ServiceError("credentials_invalid", "Wrong.");
};

async function codeOf(attempt: Promise<unknown>): Promise<string> {
  return attempt.then(
    () => "ok",
    (error: ServiceError) => error.code,
  );
}

test("ten failures in a minute are a caller's last; others and the next minute are free", async () => {
  let now = 0;
  const limit = new LoginLimit(() => now);
  for (let attempt = 0; attempt < 10; attempt++) {
    expect(await codeOf(limit.run("a", fail))).toBe("credentials_invalid");
  }
  expect(await codeOf(limit.run("a", async () => "in"))).toBe("login_rate_limited");
  expect(await codeOf(limit.run("b", async () => "in"))).toBe("ok");
  now = 60_001;
  expect(await codeOf(limit.run("a", async () => "in"))).toBe("ok");
});

test("successes don't count", async () => {
  const limit = new LoginLimit(() => 0);
  for (let attempt = 0; attempt < 50; attempt++) expect(await codeOf(limit.run("a", async () => "in"))).toBe("ok");
});

test("only a few passwords are hashed at a time", async () => {
  const limit = new LoginLimit(() => 0);
  const { promise, resolve } = Promise.withResolvers<void>();
  const running = ["a", "b", "c", "d"].map((caller) => limit.run(caller, () => promise));
  expect(await codeOf(limit.run("e", async () => "in"))).toBe("login_rate_limited");
  resolve();
  await Promise.all(running);
  expect(await codeOf(limit.run("e", async () => "in"))).toBe("ok");
});
