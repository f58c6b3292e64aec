import { createHash } from "node:crypto";
import { createDecoder, createSigner, createVerifier } from "fast-jwt";
import { z } from "zod";
import { ROLES, type Principal } from "../domain/access.ts";
import { ServiceError } from "../domain/errors.ts";
import { ACCESS_TOKEN_SECONDS } from "../domain/session.ts";

const ISSUER = "payment-system";
const AUDIENCE = "payment-system-api";
const ALGORITHM = "HS256";

const claims = z.object({ sub: z.uuid(), merchantId: z.uuid(), role: z.enum(ROLES) });
const head = z.object({ header: z.object({ kid: z.string().optional() }) });

type Verifier = (token: string) => unknown;

/**
 * Access tokens: HS256 and nothing else, for this issuer and audience, with an expiry. While the secret is rotated,
 * what the one before has signed is still taken; `kid` tells them apart.
 */
export class AccessTokens {
  readonly #sign: (payload: object) => string;
  readonly #verifiers: ReadonlyMap<string, Verifier>;
  readonly #decode = createDecoder({ complete: true });

  /** The first secret signs. */
  constructor(secret: string, previous?: string) {
    const kid = keyId(secret);
    this.#sign = createSigner({
      key: secret,
      algorithm: ALGORITHM,
      kid,
      iss: ISSUER,
      aud: AUDIENCE,
      expiresIn: ACCESS_TOKEN_SECONDS * 1_000,
    });
    const secrets = previous === undefined ? [secret] : [secret, previous];
    this.#verifiers = new Map(secrets.map((key) => [keyId(key), verifierFor(key)]));
  }

  sign({ userId, merchantId, role }: Principal): string {
    return this.#sign({ sub: userId, merchantId, role });
  }

  /** Throws `unauthenticated`. */
  verify(token: string): Principal {
    try {
      const { header } = head.parse(this.#decode(token));
      const { sub, merchantId, role } = claims.parse(this.#payload(token, header.kid));
      return { userId: sub, merchantId, role };
    } catch (error) {
      throw unauthenticated(error);
    }
  }

  #payload(token: string, kid: string | undefined): unknown {
    const known = kid === undefined ? undefined : this.#verifiers.get(kid);
    if (known) return known(token);
    if (kid !== undefined) throw unauthenticated(`no secret has the key id ${kid}`);
    // Tokens of the release before name no key.
    let failure: unknown;
    for (const verify of this.#verifiers.values()) {
      try {
        return verify(token);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }
}

export function unauthenticated(cause?: unknown): ServiceError {
  return new ServiceError(
    "unauthenticated",
    "The access token or API key is missing or not valid; log in and send it as Bearer.",
    { cause },
  );
}

function verifierFor(key: string): Verifier {
  return createVerifier({
    key,
    algorithms: [ALGORITHM],
    allowedIss: ISSUER,
    allowedAud: AUDIENCE,
    requiredClaims: ["exp", "iss", "aud", "sub"],
  });
}

/** Tells nothing about the secret that a token doesn't tell as well. */
function keyId(secret: string): string {
  return createHash("sha256").update(`kid ${secret}`).digest("base64url").slice(0, 11);
}
