import { publicId } from "./public-id.ts";

export const webhookEndpointId = publicId("we_");
export const webhookDeliveryId = publicId("whd_");

export const WEBHOOK_ENDPOINT_STATUSES = ["enabled", "disabled"] as const;
export type WebhookEndpointStatus = (typeof WEBHOOK_ENDPOINT_STATUSES)[number];

export interface WebhookEndpoint {
  readonly id: string;
  readonly merchantId: string;
  readonly url: string;
  /** Empty for all. */
  readonly eventTypes: readonly string[];
  /**
   * Whether the events of one payment, its disputes among them, or of one payout arrive one after the other, each when the
   * one before was delivered or is dead.
   */
  readonly ordered: boolean;
  readonly status: WebhookEndpointStatus;
  readonly createdAt: Date;
}

/** `dead`: given up on after three days; it can be sent again by hand. */
export const WEBHOOK_DELIVERY_STATES = ["pending", "delivered", "dead"] as const;
export type WebhookDeliveryState = (typeof WEBHOOK_DELIVERY_STATES)[number];

export interface WebhookDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: string;
  /** The event's place among all events; decimal. */
  readonly position: string;
  readonly state: WebhookDeliveryState;
  readonly attempts: number;
  /** Null unless pending. */
  readonly nextAttemptAt: Date | null;
  readonly createdAt: Date;
}

export interface WebhookAttempt {
  /** 1 for the first. */
  readonly number: number;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Null if there was no answer. */
  readonly status: number | null;
  readonly error: string | null;
}

/** How long a secret goes on signing after another was made, unless the merchant says. */
export const SECRET_OVERLAP_SECONDS = 24 * 3_600;
