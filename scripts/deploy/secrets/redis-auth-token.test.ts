import { expect, test } from "vitest";
import { mayHavePrevious } from "./redis-auth-token.ts";

const at = (time: string) => new Date(`2026-11-01T10:${time}Z`);

test("a secret that changed after Redis did is a rotation under way", () => {
  expect(mayHavePrevious({ redis: at("00:00.100"), secret: at("00:02.000") })).toBe(true);
});

test("a Redis that changed after the secret did knows one token", () => {
  expect(mayHavePrevious({ redis: at("00:05.000"), secret: at("00:02.000") })).toBe(false);
});

test("a secret whose time lost its fraction may still be the newer one", () => {
  expect(mayHavePrevious({ redis: at("00:02.900"), secret: at("00:02.000") })).toBe(true);
});

test("a Redis that never had a token may have to learn it", () => {
  expect(mayHavePrevious({ redis: undefined, secret: at("00:02.000") })).toBe(true);
});
