import { namesOf } from "@payment-system/stack/names";
import { expect, test } from "vitest";
import { operatorSecrets } from "./operator-secrets.ts";

const names = namesOf("production");

test("takes the guide's variables for the secrets they belong to", () => {
  const shell = { DB_PASSWORD: "correct-horse", JWT_SECRET: "j".repeat(32), REDIS_AUTH_TOKEN: "r".repeat(16) };
  expect(operatorSecrets(shell, names).map(({ secretId, value }) => [secretId, value])).toEqual([
    ["payment-system-production/db/password", "correct-horse"],
    ["payment-system-production/jwt/secret", "j".repeat(32)],
    ["payment-system-production/redis/auth-token", "r".repeat(16)],
  ]);
});

test("leaves the generated ones alone when nothing or nothing but an empty string is given", () => {
  expect(operatorSecrets({ DB_PASSWORD: "" }, names)).toEqual([]);
});

test.each([
  ["DB_PASSWORD", "short"],
  ["DB_PASSWORD", "with a space"],
  ["DB_PASSWORD", "with/slash-in-it"],
  ["DB_PASSWORD", "with@at-sign"],
  ["DB_PASSWORD", 'with"quote"marks'],
  ["JWT_SECRET", "j".repeat(31)],
  ["REDIS_AUTH_TOKEN", "r".repeat(15)],
  ["REDIS_AUTH_TOKEN", `${"r".repeat(16)}@`],
])("refuses a %s that AWS or the service would refuse, without showing it", (variable, value) => {
  const refused = () => operatorSecrets({ [variable]: value }, names);
  expect(refused).toThrow(`${variable} needs`);
  expect(refused).not.toThrow(value);
});
