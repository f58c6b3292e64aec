import { elasticacheErrors } from "./errors.ts";
import { passwordHash } from "./password-hash.ts";

export type AuthTokenUpdateStrategy = "SET" | "ROTATE" | "DELETE";

/** Who may log in with a token alone. Tokens are kept as SHA-256, which is all that the servers need. */
export interface Authentication {
  /** Tokens that are valid, the newest first; two while one replaces the other. */
  readonly tokenHashes: readonly string[];
  /** Clients without a token are let in too: there is none, or the first one is being rolled out. */
  readonly isOptional: boolean;
}

export const NO_AUTHENTICATION: Authentication = { tokenHashes: [], isOptional: true };

const TOKENS_MAX = 2;

/** The hash of a token by AWS's rules (CreateReplicationGroup, AuthToken). The message never holds the token. */
export function hashedAuthToken(token: string): string {
  const isPrintable = /^[\x21-\x7e]{16,128}$/.test(token);
  if (!isPrintable || /[/"@%]/.test(token)) throw elasticacheErrors.invalidValue("Invalid AuthToken provided.");
  return passwordHash(token);
}

/**
 * ROTATE makes the token valid beside the one that is, SET makes it the only one and is allowed only for a token that
 * was rotated in. DELETE belongs to the transition to user groups. (ElastiCache User Guide, "Authenticating with AUTH")
 */
export function withAuthToken(
  current: Authentication,
  token: string | undefined,
  strategy: AuthTokenUpdateStrategy = "ROTATE",
): Authentication {
  if (strategy === "DELETE") {
    throw elasticacheErrors.invalidValue("Auth token update strategy delete is not supported currently");
  }
  if (token === undefined) {
    throw elasticacheErrors.invalidCombination("AuthTokenUpdateStrategy must be specified with AuthToken.");
  }
  const hash = hashedAuthToken(token);
  if (strategy === "ROTATE") {
    const tokenHashes = [hash, ...current.tokenHashes.filter((each) => each !== hash)].slice(0, TOKENS_MAX);
    return { tokenHashes, isOptional: current.tokenHashes.length === 0 || current.isOptional };
  }
  if (!current.tokenHashes.includes(hash)) {
    throw elasticacheErrors.invalidCombination(
      "The SET strategy is allowed only after the ROTATE of the same AuthToken.",
    );
  }
  return { tokenHashes: [hash], isOptional: false };
}
