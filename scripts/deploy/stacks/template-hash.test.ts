import { expect, test } from "vitest";
import { templateHash } from "./template-hash.ts";

const outputs = { platform_template_hash: { value: "sha256:aa" }, app_template_hash: { value: "sha256:bb" } };

test("the hash of an environment changes with either stack", () => {
  const hash = templateHash(outputs);
  expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(templateHash({ ...outputs })).toBe(hash);
  expect(templateHash({ ...outputs, platform_template_hash: { value: "sha256:cc" } })).not.toBe(hash);
  expect(templateHash({ ...outputs, app_template_hash: { value: "sha256:cc" } })).not.toBe(hash);
});

test("an environment without its app stack has none yet", () => {
  expect(templateHash({ platform_template_hash: { value: "sha256:aa" } })).toBeUndefined();
});
