import { expect, test } from "vitest";
import { isOver } from "./previous-jwt-secret.ts";

const current = { value: "secret", createdAt: new Date("2026-11-01T10:00:00Z") };

test("a JWT secret is good for half an hour after the next one was made", () => {
  expect(isOver(current, new Date("2026-11-01T10:29:59Z"))).toBe(false);
  expect(isOver(current, new Date("2026-11-01T10:30:01Z"))).toBe(true);
});
