import { expect, test } from "vitest";
import { awsAccess } from "./access.ts";

test("AWS itself keeps the operator's profile and asks for no endpoint", () => {
  const access = awsAccess({ AWS_PROFILE: "operator", AWS_REGION: "eu-west-1" });
  expect(access.client).toEqual({ region: "eu-west-1" });
  expect(access.environment).toMatchObject({ AWS_PROFILE: "operator", AWS_DEFAULT_REGION: "eu-west-1" });
});

test("an endpoint serves all services, and neither a profile nor another endpoint can lead past it", () => {
  const access = awsAccess({
    AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
    AWS_ENDPOINT_URL_RDS: "https://rds.us-east-1.amazonaws.com",
    AWS_PROFILE: "operator",
    HOME: "/home/operator",
  });
  expect(access.client).toMatchObject({ endpoint: "http://127.0.0.1:4566", region: "us-east-1" });
  expect(access.environment).not.toHaveProperty("AWS_ENDPOINT_URL_RDS");
  expect(access.environment).not.toHaveProperty("AWS_PROFILE");
  expect(access.environment).toMatchObject({
    AWS_ENDPOINT_URL_S3: "http://127.0.0.1:4566",
    AWS_ACCESS_KEY_ID: "test",
    HOME: "/home/operator",
  });
});
