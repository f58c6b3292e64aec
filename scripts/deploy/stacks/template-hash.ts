import { createHash } from "node:crypto";
import type { GuideOutputs } from "./guide-outputs.ts";

/**
 * One hash for what both stacks were deployed from, comparable between environments; undefined while one is missing.
 * See `templateHashes` of the stack.
 */
export function templateHash(outputs: GuideOutputs): string | undefined {
  const hashes = [outputs["platform_template_hash"]?.value, outputs["app_template_hash"]?.value];
  if (hashes.includes(undefined)) return undefined;
  return `sha256:${createHash("sha256").update(hashes.join("\n")).digest("hex")}`;
}
