import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { bootstrapTemplateFile } from "../cdk/cdk.ts";
import { bootstrapVersion } from "./bootstrap.ts";

test("reads the version that the installed CDK would deploy", () => {
  const template = readFileSync(bootstrapTemplateFile(), "utf8");
  expect(bootstrapVersion(template)).toBeGreaterThanOrEqual(30);
});

test("fails when a template names no version", () => {
  expect(() => bootstrapVersion("Resources: {}\n")).toThrow("names no version");
});
