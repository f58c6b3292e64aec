import { expect, test } from "vitest";
import { parseOptions } from "./options.ts";

test("takes the command and its environment", () => {
  expect(parseOptions(["all", "--env", "local", "--seed", "--builder", "oci"], {})).toMatchObject({
    command: "all",
    environment: { name: "local" },
    seed: true,
    builder: "oci",
  });
});

test("takes what the guide exports from the shell", () => {
  const shell = { ENVIRONMENT: "production", CERTIFICATE_ARN: "arn:aws:acm:x", DOMAIN_NAME: "payment.example.test" };
  expect(parseOptions(["services"], shell)).toMatchObject({
    environment: { name: "production" },
    certificateArn: "arn:aws:acm:x",
    domainName: "payment.example.test",
  });
});

test.each([["--help"], ["all", "--help"], ["nonsense", "-h"]])("asks for help: %j", (...args) => {
  expect(parseOptions(args, {})).toBeUndefined();
});

test.each([
  [[], "No command is given; choose one of all, "],
  [["toString", "--env", "local"], '"toString" is not a command; choose one of all, '],
  [["infra"], "No environment is given; choose one of local, staging, production with --env."],
  [["infra", "--env", "prod"], '"prod" is not an environment; choose one of local, staging, production with --env.'],
  [["infra", "now", "--env", "local"], '"now" is too much; give one command.'],
  [["infra", "--env", "local", "--builder", "podman"], '"podman" is not a builder; choose oci or docker.'],
  [["infra", "--force"], "Unknown option '--force'; see npm run deploy -- --help."],
])("refuses %j with one sentence", (args, message) => {
  expect(() => parseOptions(args, {})).toThrow(message);
});
