import { expect, test } from "vitest";
import { outdated } from "./outdated.ts";

const current = { imageDigest: "sha256:new", secretsChangedAt: new Date("2026-11-01T10:00:00Z") };
const createdAt = new Date("2026-11-01T11:00:00Z");

test("a task of the latest image that was created after the last change of a secret may stay", () => {
  expect(outdated({ createdAt, containers: [{ imageDigest: "sha256:new" }] }, current)).toBeUndefined();
});

test("a task of another image, or of an image not told, is replaced", () => {
  expect(outdated({ createdAt, containers: [{ imageDigest: "sha256:old" }] }, current)).toBe("image");
  expect(outdated({ createdAt, containers: [{}] }, current)).toBe("image");
});

test("a task that may have read an older secret is replaced", () => {
  const before = new Date("2026-11-01T09:00:00Z");
  expect(outdated({ createdAt: before, containers: [{ imageDigest: "sha256:new" }] }, current)).toBe("secrets");
});
