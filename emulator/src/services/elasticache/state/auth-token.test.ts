import { expect, test } from "vitest";
import { hashedAuthToken, NO_AUTHENTICATION, withAuthToken, type Authentication } from "./auth-token.ts";

const [A, B, C] = ["first-token-of-16", "second-token-of16", "third-token-of-16"] as const;
const only = (token: string): Authentication => ({ tokenHashes: [hashedAuthToken(token)], isOptional: false });

test("a rotation makes the new token valid beside the old one, until it is set", () => {
  const rotated = withAuthToken(only(A), B, "ROTATE");
  expect(rotated).toEqual({ tokenHashes: [hashedAuthToken(B), hashedAuthToken(A)], isOptional: false });
  expect(withAuthToken(rotated, B, "SET")).toEqual(only(B));
});

test("of more than two tokens the oldest is dropped", () => {
  const twice = withAuthToken(withAuthToken(only(A), B), C);
  expect(twice.tokenHashes).toEqual([hashedAuthToken(C), hashedAuthToken(B)]);
});

test("the first token is optional until it is set", () => {
  const first = withAuthToken(NO_AUTHENTICATION, A, "ROTATE");
  expect(first).toEqual({ tokenHashes: [hashedAuthToken(A)], isOptional: true });
  expect(withAuthToken(first, A, "SET")).toEqual(only(A));
});

test("a token that was not rotated in can't be set, and none can be deleted", () => {
  expect(() => withAuthToken(only(A), B, "SET")).toThrow(/only after the ROTATE/);
  expect(() => withAuthToken(only(A), B, "DELETE")).toThrow(
    "Auth token update strategy delete is not supported currently",
  );
  expect(() => withAuthToken(only(A), undefined, "SET")).toThrow(/must be specified with AuthToken/);
});

test.each([
  "too-short",
  "x".repeat(129),
  "with spaces in it, long",
  "with/a/slash/in/it",
  'with"a"quote"in"it',
  "ümlauts-are-not-ascii",
])("the token %j is refused without being told", (token) => {
  expect(() => hashedAuthToken(token)).toThrow(/^Invalid AuthToken provided\.$/);
});
