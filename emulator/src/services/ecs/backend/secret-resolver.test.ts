import { expect, test } from "vitest";
import { resolveSecrets } from "./secret-resolver.ts";
import type { SecretStore } from "./secret-store.ts";

const ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf";

function store(values: Record<string, string>, failures = 0): SecretStore & { calls: number } {
  const answer = async (name: string) => {
    counted.calls++;
    if (failures-- > 0) throw new Error("connect ECONNREFUSED");
    const value = values[name];
    return value === undefined ? { refused: "ResourceNotFoundException: not there" } : { value };
  };
  const counted = { calls: 0, secret: ({ secretArn }: { secretArn: string }) => answer(secretArn), parameter: answer };
  return counted;
}

const { signal } = new AbortController();

test("a secret is fetched once for all its JSON keys", async () => {
  const secrets = store({ [ARN]: JSON.stringify({ username: "payment_user", port: 5432 }), "/jwt": "key" });
  const wanted = [
    { name: "DB_USERNAME", valueFrom: `${ARN}:username::` },
    { name: "DB_PORT", valueFrom: `${ARN}:port::` },
    { name: "JWT_SECRET", valueFrom: "/jwt" },
  ];
  expect(await resolveSecrets(wanted, secrets, signal)).toEqual({
    DB_USERNAME: "payment_user",
    DB_PORT: "5432",
    JWT_SECRET: "key",
  });
  expect(secrets.calls).toBe(2);
});

test("a store that can't be reached is asked again", async () => {
  const secrets = store({ [ARN]: "s3cret" }, 2);
  expect(await resolveSecrets([{ name: "A", valueFrom: ARN }], secrets, signal)).toEqual({ A: "s3cret" });
});

test.each([
  [`${ARN}:password::`, /did not contain json key password$/],
  [`${ARN.replace("db", "text")}:password::`, /is not a JSON object/],
  [ARN.replace("db", "none"), /failed to fetch secret .*none-AbCdEf from secrets manager: ResourceNotFoundException/],
  ["/none", /unable to retrieve secrets from ssm: .*ResourceNotFoundException/],
])("%s is a ResourceInitializationError without the secret's text", async (valueFrom, message) => {
  const secrets = store({ [ARN]: '{"username":"hidden"}', [ARN.replace("db", "text")]: "hidden" });
  const failure = resolveSecrets([{ name: "A", valueFrom }], secrets, signal);
  await expect(failure).rejects.toThrow(message);
  await expect(failure).rejects.toThrow(/^ResourceInitializationError: unable to pull secrets or registry auth: /);
  await expect(failure).rejects.not.toThrow(/hidden/);
});
