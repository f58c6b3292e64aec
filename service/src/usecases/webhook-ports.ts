import type {
  WebhookAttempt,
  WebhookDelivery,
  WebhookDeliveryState,
  WebhookEndpoint,
  WebhookEndpointStatus,
} from "../domain/webhook.ts";
import type { Page } from "./page.ts";

export interface WebhookEndpointChange {
  readonly url?: string | undefined;
  readonly eventTypes?: readonly string[] | undefined;
  readonly ordered?: boolean | undefined;
  readonly status?: WebhookEndpointStatus | undefined;
}

export interface NewWebhookSecret {
  readonly id: string;
  readonly secret: string;
  readonly at: Date;
  /** When the secrets before expire, those that don't earlier. */
  readonly othersExpireAt: Date;
}

export interface DeliveryFilter {
  readonly state?: WebhookDeliveryState | undefined;
}

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface WebhookStore {
  addEndpoint(endpoint: WebhookEndpoint, secret: NewWebhookSecret): Promise<void>;
  findEndpoint(merchantId: string, endpointId: string): Promise<WebhookEndpoint | undefined>;
  /** Newest first. */
  listEndpoints(merchantId: string, page: Page): Promise<readonly WebhookEndpoint[]>;
  changeEndpoint(
    merchantId: string,
    endpointId: string,
    change: WebhookEndpointChange,
  ): Promise<WebhookEndpoint | undefined>;
  /** False if there is none. */
  deleteEndpoint(merchantId: string, endpointId: string): Promise<boolean>;
  /** False if there is no such endpoint. */
  addSecret(merchantId: string, endpointId: string, secret: NewWebhookSecret): Promise<boolean>;
  /** Newest event first; `before` is an event's position. */
  listDeliveries(
    merchantId: string,
    endpointId: string,
    page: Page,
    filter: DeliveryFilter,
  ): Promise<readonly WebhookDelivery[]>;
  /** With its attempts, oldest first. */
  findDelivery(
    merchantId: string,
    deliveryId: string,
  ): Promise<{ delivery: WebhookDelivery; attempts: readonly WebhookAttempt[] } | undefined>;
  /** Makes it due at once, for three days, whatever its state is. False if there is none. */
  resend(merchantId: string, deliveryId: string, at: Date): Promise<boolean>;
}

/** A delivery that is this process's to attempt until its lease ends. */
export interface ClaimedDelivery {
  readonly merchantId: string;
  readonly id: string;
  readonly endpointId: string;
  readonly url: string;
  readonly secrets: readonly string[];
  readonly eventId: string;
  readonly payload: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly giveUpAt: Date;
}

export interface Claim {
  readonly limit: number;
  /** At most so many of one endpoint and of one merchant, together with what is being attempted. */
  readonly perEndpoint: number;
  readonly perMerchant: number;
  /** What this process is attempting. */
  readonly running: readonly Pick<ClaimedDelivery, "merchantId" | "endpointId">[];
  /** After this the delivery is due again, for whoever claims it. */
  readonly leaseMs: number;
}

export interface AttemptResult extends WebhookAttempt {
  readonly outcome: "delivered" | "failed";
  /** When to try again after a failure; undefined to give up. */
  readonly nextAttemptAt?: Date | undefined;
}

export interface WebhookBacklog {
  /** Deliveries that may be attempted now and are not; of one endpoint, 10,000 at most are counted. */
  readonly due: number;
  /** How long the oldest of them has been due. */
  readonly delayMs: number;
}

export interface WebhookOutbox {
  /** What has been due the longest, whosever it is. */
  claim(claim: Claim): Promise<readonly ClaimedDelivery[]>;
  /** A failure counts only if nobody else has claimed the delivery since. */
  record(delivery: ClaimedDelivery, result: AttemptResult): Promise<void>;
  /** Over all merchants and tasks. */
  backlog(): Promise<WebhookBacklog>;
}

/** What became of one request to an endpoint. */
export interface WebhookAnswer {
  /** Null if there was no answer. */
  readonly status: number | null;
  readonly error: string | null;
}

export interface WebhookSender {
  /** Never throws; takes bounded time. */
  send(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<WebhookAnswer>;
  /** Throws `webhook_url_refused` if nothing would ever be sent there. */
  check(url: string): Promise<void>;
}
