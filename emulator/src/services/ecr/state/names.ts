import { ecrError } from "./errors.ts";

const REPOSITORY_NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const REPOSITORY_NAME_LENGTH = { min: 2, max: 256 };
const IMAGE_TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Throws InvalidParameterException; a name that passes holds no `..` and is safe in a path. */
export function checkRepositoryName(name: string): void {
  const { min, max } = REPOSITORY_NAME_LENGTH;
  if (name.length < min || name.length > max) {
    throw ecrError.invalidParameter("repositoryName", `length must be between ${min} and ${max}`);
  }
  if (!REPOSITORY_NAME.test(name)) {
    throw ecrError.invalidParameter(
      "repositoryName",
      "must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*'",
    );
  }
}

export function checkImageTag(tag: string): void {
  if (!IMAGE_TAG.test(tag)) {
    throw ecrError.invalidParameter("imageTag", "must satisfy regular expression '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}'");
  }
}

export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}
