import { randomBytes } from "node:crypto";
import { Pool } from "undici";
import { z } from "zod";
import { ParityError } from "../errors.ts";
import type { Probe } from "../history/probe.ts";
import type { MerchantLogin, Target } from "../targets/target.ts";
import { Session } from "./session.ts";

/** What one look told; all null if there was no answer. */
export type Look = Pick<Probe, "httpStatus" | "store" | "limitPerSecond">;

const TIMEOUT_MS = 3_000;
const userSchema = z.object({ id: z.string() });
const storeSchema = z.enum(["redis", "local"]).nullable().catch(null);
const limitSchema = z.coerce.number().int().positive().nullable().catch(null);

/**
 * A client that only reads, as a user of its own: rate limits are counted by credential, so that it can exceed its own
 * without taking anything from the payments.
 */
export class ProbeClient implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #admin: Session;
  readonly #session: Session;
  readonly #userId: string;

  private constructor(pool: Pool, admin: Session, login: MerchantLogin, userId: string) {
    this.#pool = pool;
    this.#admin = admin;
    this.#session = new Session(pool, login, TIMEOUT_MS);
    this.#userId = userId;
  }

  /** Creates the user that it acts as. Throws `TargetUnavailable`. */
  static async open(target: Pick<Target, "apiOrigin" | "merchant">, connections: number): Promise<ProbeClient> {
    const pool = new Pool(target.apiOrigin, { connections, pipelining: 1 });
    try {
      const admin = new Session(pool, target.merchant, TIMEOUT_MS);
      const name = randomBytes(6).toString("hex");
      const login = { email: `parity-${name}@payment-system.test`, password: randomBytes(18).toString("base64url") };
      const body = await send(pool, await admin.token(), "POST", "/api/v1/users", { ...login, role: "viewer" });
      const client = new ProbeClient(pool, admin, login, userSchema.parse(JSON.parse(body)).id);
      await client.#session.token();
      return client;
    } catch (error) {
      await pool.destroy();
      throw error;
    }
  }

  /** Never throws. */
  async look(): Promise<Look> {
    try {
      const { statusCode, headers, body } = await this.#pool.request({
        method: "GET",
        path: "/api/v1/payments?limit=1",
        headers: { authorization: `Bearer ${await this.#session.token()}` },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await body.dump();
      const store = storeSchema.parse(headers["x-ratelimit-store"] ?? null);
      return { httpStatus: statusCode, store, limitPerSecond: limitSchema.parse(headers["ratelimit-limit"] ?? null) };
    } catch {
      return { httpStatus: null, store: null, limitPerSecond: null };
    }
  }

  /** Leaves a user behind that can't log in any more: users are never removed. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      const path = `/api/v1/users/${this.#userId}`;
      await send(this.#pool, await this.#admin.token(), "PATCH", path, { status: "disabled" });
    } finally {
      await this.#pool.destroy();
    }
  }
}

async function send(pool: Pool, token: string, method: "POST" | "PATCH", path: string, body: object): Promise<string> {
  const response = await pool.request({
    method,
    path,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.body.text();
  if (response.statusCode < 300) return text;
  throw new ParityError(
    "TargetUnavailable",
    `${method} ${path} was answered with ${response.statusCode}; check that the demo merchant's user is an admin.`,
  );
}
