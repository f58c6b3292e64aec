import { Pool } from "undici";
import { ParityError } from "../errors.ts";
import type { PaymentRequest } from "../generators/payments.ts";
import type { Target } from "../targets/target.ts";
import { answerOf, answerOfError, type Answer } from "./answer.ts";
import { Session } from "./session.ts";

export interface PaymentClientOptions {
  readonly connections: number;
  /** After this an attempt is given up as `info`. */
  readonly timeoutMs: number;
}

const ANSWER_BYTES_MAX = 1_000_000;
const CONNECT_TIMEOUT_MS = 3_000;

/** A merchant's HTTP client with connections of its own. One call is one attempt; nothing below it retries a write. */
export class PaymentClient implements AsyncDisposable {
  readonly #pool: Pool;
  /** Apart from the payments', for an export is larger than any other answer and takes longer. */
  readonly #exports: Pool;
  readonly #session: Session;
  readonly #timeoutMs: number;

  constructor(target: Pick<Target, "apiOrigin" | "merchant">, options: PaymentClientOptions) {
    const connect = { timeout: CONNECT_TIMEOUT_MS };
    this.#pool = new Pool(target.apiOrigin, {
      connections: options.connections,
      pipelining: 1,
      connect,
      maxResponseSize: ANSWER_BYTES_MAX,
    });
    this.#exports = new Pool(target.apiOrigin, { connections: 1, connect });
    this.#session = new Session(this.#pool, target.merchant, options.timeoutMs);
    this.#timeoutMs = options.timeoutMs;
  }

  /** Logs in, so that the first payment doesn't pay for it. Throws `TargetUnavailable`. */
  async signIn(): Promise<void> {
    await this.#session.token();
  }

  /** One attempt to create a payment; never throws. */
  create(payment: PaymentRequest): Promise<Answer> {
    const { key, ...body } = payment;
    return this.#write("/api/v1/payments", key, body);
  }

  /** One attempt to refund all of a payment; never throws. The answer's `paymentId` is the refund's. */
  refund(paymentId: string, key: string): Promise<Answer> {
    return this.#write(`/api/v1/payments/${paymentId}/refunds`, key, {});
  }

  async #write(path: string, key: string, body: object): Promise<Answer> {
    let token: string;
    try {
      token = await this.#session.token();
    } catch (error) {
      return { ...answerOfError(error), outcome: "fail", code: "login_failed" };
    }
    try {
      const response = await this.#pool.request({
        method: "POST",
        path,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": key },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      const text = await response.body.text();
      if (response.statusCode === 401) this.#session.refused(token);
      return answerOf(response.statusCode, response.headers["idempotent-replayed"] === "true", json(text));
    } catch (error) {
      return answerOfError(error);
    }
  }

  /** The export, as chunks of NDJSON. Whether it is whole is for the reader to find out. Throws on any failure. */
  async *export(signal: AbortSignal): AsyncGenerator<Buffer> {
    const response = await this.#exports.request({
      method: "GET",
      path: "/api/v1/export",
      headers: { authorization: `Bearer ${await this.#session.token()}` },
      signal,
    });
    if (response.statusCode !== 200) {
      await response.body.dump();
      throw new ParityError("TargetUnavailable", `The export was answered with ${response.statusCode}.`);
    }
    yield* response.body as AsyncIterable<Buffer>;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#exports.destroy()]);
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
