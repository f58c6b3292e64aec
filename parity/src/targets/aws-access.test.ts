import { expect, test } from "vitest";
import { awsAccess } from "./aws-access.ts";

test("a local run is pinned to the loopback endpoint with dummy credentials", () => {
  const access = awsAccess("local", {
    AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
    AWS_ACCESS_KEY_ID: "AKIAREAL",
    AWS_SECRET_ACCESS_KEY: "real",
  });
  expect(access).toMatchObject({ endpoint: "http://127.0.0.1:4566/", credentials: { accessKeyId: "test" } });
});

test.each([{}, { AWS_ENDPOINT_URL: "https://rds.us-east-1.amazonaws.com" }])(
  "a local run without a loopback endpoint is refused: %j",
  (env) => expect(() => awsAccess("local", env)).toThrow(/AWS_ENDPOINT_URL/),
);

test("a run on AWS takes region and credentials from the SDK's usual sources", () => {
  const access = awsAccess("aws", { AWS_REGION: "eu-west-1" });
  expect(access.region).toBe("eu-west-1");
  expect(access).not.toHaveProperty("endpoint");
  expect(access).not.toHaveProperty("credentials");
});

test.each(["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_RDS"])("a run on AWS is refused while %s is set", (name) => {
  expect(() => awsAccess("aws", { AWS_REGION: "eu-west-1", [name]: "http://127.0.0.1:4566" })).toThrow(name);
});
