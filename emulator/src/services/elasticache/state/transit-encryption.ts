import { elasticacheErrors } from "./errors.ts";
import type { TransitEncryption } from "./replication-group.ts";

interface Asked {
  readonly TransitEncryptionEnabled?: boolean | undefined;
  readonly TransitEncryptionMode?: string | undefined;
}

/** What a creation asks for. */
export function newTransitEncryption({ TransitEncryptionEnabled, TransitEncryptionMode }: Asked): TransitEncryption {
  const mode = checkedMode(TransitEncryptionMode);
  if (TransitEncryptionEnabled) return mode ?? "required";
  if (mode === undefined) return "none";
  throw elasticacheErrors.invalidCombination(
    "TransitEncryptionMode can only be specified when TransitEncryptionEnabled is true.",
  );
}

/** What a modification asks for. Encryption is introduced and taken away by way of `preferred`. */
export function changedTransitEncryption(current: TransitEncryption, asked: Asked): TransitEncryption {
  const enabled = asked.TransitEncryptionEnabled ?? current !== "none";
  const mode = checkedMode(asked.TransitEncryptionMode);
  const next = enabled ? (mode ?? (current === "none" ? "required" : current)) : "none";
  if (current === "none" && next === "required") {
    throw elasticacheErrors.invalidCombination(
      "TransitEncryptionMode must first be set to preferred in order to enable in-transit encryption.",
    );
  }
  if (current === "required" && next === "none") {
    throw elasticacheErrors.invalidCombination(
      "TransitEncryptionMode must first be set to preferred in order to disable in-transit encryption.",
    );
  }
  return next;
}

function checkedMode(mode: string | undefined): "preferred" | "required" | undefined {
  if (mode === undefined || mode === "preferred" || mode === "required") return mode;
  throw elasticacheErrors.invalidValue(`Invalid TransitEncryptionMode: ${mode}. Must be preferred or required`);
}
