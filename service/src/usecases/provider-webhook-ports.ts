import type { Take } from "./take.ts";

/** What a provider told, verified and seen for the first time. */
export interface ProviderWebhook {
  readonly provider: string;
  /** The provider's. */
  readonly eventId: string;
  readonly type: string;
  /** JSON, as it was signed. */
  readonly payload: string;
}

/** All methods throw `database_unavailable` or `overloaded` when no answer came in time. */
export interface ProviderWebhookStore {
  /**
   * Records the event. `claimed`: the caller, and nobody else for `leaseMs`, is to handle it; `busy`: somebody else is;
   * `handled`: it was before.
   */
  claim(webhook: ProviderWebhook, leaseMs: number): Promise<"claimed" | "busy" | "handled">;
  /** The caller could not handle what it claimed; it is due again at once. */
  release(webhook: ProviderWebhook): Promise<void>;
  markHandled(webhook: ProviderWebhook): Promise<void>;
  /** Of these providers, one that is recorded and not handled, the one that waits longest. Undefined if none is due. */
  take(providers: readonly string[], take: Take): Promise<ProviderWebhook | undefined>;
}

/**
 * Acts on an event; may be called more than once for one event, if a process dies in between. What it is about may be
 * unknown or settled already: then it does nothing. Throws to be called again later.
 */
export type ProviderWebhookHandler = (webhook: ProviderWebhook) => Promise<void>;

export interface ProviderWebhookDependencies {
  readonly store: ProviderWebhookStore;
  /** The secrets that each provider may sign with; a provider that is missing is not listened to. */
  readonly secrets: Readonly<Record<string, readonly string[]>>;
  /** What a provider that is missing tells is recorded, and stays unhandled until there is a handler. */
  readonly handlers: Readonly<Record<string, ProviderWebhookHandler>>;
}
