import type { Pool } from "undici";
import { z } from "zod";
import { ParityError, sentenceOf } from "../errors.ts";
import type { MerchantLogin } from "../targets/target.ts";

const loginSchema = z.object({ accessToken: z.string().min(1), expiresIn: z.number().positive() });
/** A token is renewed when this share of its life is left. */
const RENEW_AT_SHARE_LEFT = 0.25;

/** A merchant's login: gives a valid token, renewed ahead of its end, with one login at a time. */
export class Session {
  readonly #pool: Pool;
  readonly #login: MerchantLogin;
  readonly #timeoutMs: number;
  #token: { readonly text: string; readonly renewAtMs: number; readonly endsAtMs: number } | undefined;
  #renewal: Promise<void> | undefined;

  constructor(pool: Pool, login: MerchantLogin, timeoutMs: number) {
    this.#pool = pool;
    this.#login = login;
    this.#timeoutMs = timeoutMs;
  }

  /** Throws `TargetUnavailable` only if there is no token that is still good. */
  async token(): Promise<string> {
    const now = performance.now();
    if (!this.#token || now >= this.#token.renewAtMs) {
      this.#renewal ??= this.#renew().finally(() => (this.#renewal = undefined));
      if (this.#token && now < this.#token.endsAtMs) this.#renewal.catch(() => undefined);
      else await this.#renewal;
    }
    return this.#token!.text;
  }

  /** The service refused the token: the next call logs in again. */
  refused(token: string): void {
    if (this.#token?.text === token) this.#token = undefined;
  }

  async #request(): Promise<{ statusCode: number; text: string }> {
    const { statusCode, body } = await this.#pool.request({
      method: "POST",
      path: "/api/v1/auth/login",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(this.#login),
      signal: AbortSignal.timeout(this.#timeoutMs),
    });
    return { statusCode, text: await body.text() };
  }

  async #renew(): Promise<void> {
    const { statusCode, text } = await this.#request().catch((cause: unknown) => {
      const message = `Login as ${this.#login.email} failed (${sentenceOf(cause)}); check that the environment is up and its certificate is the host name's.`;
      throw new ParityError("TargetUnavailable", message, { cause });
    });
    const answer = statusCode === 200 ? loginSchema.safeParse(JSON.parse(text)) : undefined;
    if (!answer?.success) {
      throw new ParityError(
        "TargetUnavailable",
        `Login as ${this.#login.email} was answered with ${statusCode}; check that the environment is up and seeded.`,
      );
    }
    const { accessToken, expiresIn } = answer.data;
    const now = performance.now();
    const lifeMs = expiresIn * 1_000;
    this.#token = {
      text: accessToken,
      renewAtMs: now + lifeMs * (1 - RENEW_AT_SHARE_LEFT),
      endsAtMs: now + lifeMs,
    };
  }
}
