import type { Principal } from "../domain/access.ts";
import type { Answer, AnswerBody, TestService } from "./test-service.ts";

export const MANUAL_PAYMENT = { amountMinor: 1050, currency: "EUR", captureMethod: "manual" };

/** Requests of one merchant to the API. */
export class MerchantClient {
  readonly #service: TestService;
  readonly merchant: Principal;

  constructor(service: TestService, merchant: Principal) {
    this.#service = service;
    this.merchant = merchant;
  }

  /** The path of a new payment; of 10.50 EUR, captured at once, unless told. */
  async newPayment(body?: object): Promise<string> {
    const { json } = await this.#service.createPayment(this.merchant, body);
    return `/api/v1/payments/${json.id}`;
  }

  post(path: string, body?: unknown, idempotencyKey?: string): Promise<Answer> {
    return this.#service.post(path, this.merchant, body, idempotencyKey);
  }

  get(path: string): Promise<Answer> {
    return this.#service.get(path, this.merchant);
  }

  async read(path: string): Promise<AnswerBody> {
    return (await this.get(path)).json;
  }

  /** The types and amounts of the payment's events. */
  async timeline(path: string): Promise<[type: string, amountMinor: number][]> {
    return (await this.read(`${path}/events`)).data.map(({ type, amountMinor }) => [type, amountMinor]);
  }
}

/** Status, code and parameter of an answer that is an error. */
export function errorOf({ status, json }: Answer): [status: number, code: string, param: string | undefined] {
  return [status, json.error.code, json.error.param];
}
