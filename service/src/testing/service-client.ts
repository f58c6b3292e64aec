import { randomUUID } from "node:crypto";
import type { Principal } from "../domain/access.ts";
import { AccessTokens } from "../http/access-tokens.ts";
import type { Answer, ExportLine } from "./answer.ts";

/** Requests to a service whose secret is known, as whomever a test likes. */
export class ServiceClient {
  readonly url: string;
  readonly jwtSecret: string;

  constructor(url: string, jwtSecret: string) {
    this.url = url;
    this.jwtSecret = jwtSecret;
  }

  token(principal: Principal): string {
    return new AccessTokens(this.jwtSecret).sign(principal);
  }

  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  }

  get(path: string, principal: Principal): Promise<Answer> {
    return this.request(path, { headers: { authorization: `Bearer ${this.token(principal)}` } });
  }

  /** `POST /api/v1/payments`; 10.50 EUR under a new key unless told. */
  createPayment(
    principal: Principal,
    body: unknown = { amountMinor: 1050, currency: "EUR" },
    idempotencyKey?: string,
  ): Promise<Answer> {
    return this.post("/api/v1/payments", principal, body, idempotencyKey);
  }

  post(path: string, principal: Principal, body?: unknown, idempotencyKey?: string): Promise<Answer> {
    return this.send("POST", path, principal, body, idempotencyKey);
  }

  /**
   * Any method as the principal; under a new key unless told, without a body if that is undefined. A text goes as it is,
   * anything else as JSON.
   */
  send(
    method: string,
    path: string,
    principal: Principal,
    body?: unknown,
    idempotencyKey: string = randomUUID(),
  ): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.token(principal)}`, "idempotency-key": idempotencyKey };
    if (body === undefined) return this.request(path, { method, headers });
    return this.request(path, {
      method,
      headers: { ...headers, "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  async export(principal: Principal): Promise<ExportLine[]> {
    const { text } = await this.get("/api/v1/export", principal);
    return text
      .trimEnd()
      .split("\n")
      .map(parse<ExportLine>);
  }
}

function parse<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return {} as T;
  }
}
