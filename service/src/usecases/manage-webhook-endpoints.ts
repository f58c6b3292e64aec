import { ServiceError } from "../domain/errors.ts";
import { newSecretToken } from "../domain/secret-token.ts";
import { uuidV7 } from "../domain/uuid.ts";
import { webhookEndpointId, type WebhookEndpoint } from "../domain/webhook.ts";
import type { NewWebhookSecret, WebhookEndpointChange, WebhookSender, WebhookStore } from "./webhook-ports.ts";

export interface WebhookDependencies {
  readonly webhooks: WebhookStore;
  readonly sender: WebhookSender;
}

export interface CreateWebhookEndpointCommand {
  readonly merchantId: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly ordered: boolean;
}

/** Gives the secret that its deliveries are signed with, which nobody can read later. Throws `webhook_url_refused`. */
export async function createWebhookEndpoint(
  { webhooks, sender }: WebhookDependencies,
  command: CreateWebhookEndpointCommand,
): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
  await sender.check(command.url);
  const createdAt = new Date();
  const endpoint: WebhookEndpoint = { ...command, id: uuidV7(createdAt), status: "enabled", createdAt };
  const secret = newSecret(createdAt, createdAt);
  await webhooks.addEndpoint(endpoint, secret);
  return { endpoint, secret: secret.secret };
}

/** Throws `webhook_endpoint_not_found`. */
export async function getWebhookEndpoint(
  webhooks: WebhookStore,
  merchantId: string,
  publicId: string,
): Promise<WebhookEndpoint> {
  const id = webhookEndpointId.parse(publicId);
  return found(id === undefined ? undefined : await webhooks.findEndpoint(merchantId, id));
}

/** Throws `webhook_endpoint_not_found`, `webhook_url_refused`. */
export async function changeWebhookEndpoint(
  { webhooks, sender }: WebhookDependencies,
  { merchantId, publicId, change }: { merchantId: string; publicId: string; change: WebhookEndpointChange },
): Promise<WebhookEndpoint> {
  const { id } = await getWebhookEndpoint(webhooks, merchantId, publicId);
  if (change.url !== undefined) await sender.check(change.url);
  return found(await webhooks.changeEndpoint(merchantId, id, change));
}

/** What it has not been told by then it is never told. Throws `webhook_endpoint_not_found`. */
export async function deleteWebhookEndpoint(
  webhooks: WebhookStore,
  merchantId: string,
  publicId: string,
): Promise<void> {
  const id = webhookEndpointId.parse(publicId);
  found((id !== undefined && (await webhooks.deleteEndpoint(merchantId, id))) || undefined);
}

/** Gives a new secret; the ones before sign too for `overlapSeconds`. Throws `webhook_endpoint_not_found`. */
export async function rotateWebhookSecret(
  webhooks: WebhookStore,
  { merchantId, publicId, overlapSeconds }: { merchantId: string; publicId: string; overlapSeconds: number },
): Promise<string> {
  const id = webhookEndpointId.parse(publicId);
  const at = new Date();
  const secret = newSecret(at, new Date(at.getTime() + overlapSeconds * 1_000));
  found((id !== undefined && (await webhooks.addSecret(merchantId, id, secret))) || undefined);
  return secret.secret;
}

function newSecret(at: Date, othersExpireAt: Date): NewWebhookSecret {
  return { id: uuidV7(at), secret: newSecretToken("whsec_"), at, othersExpireAt };
}

/** The same error for another merchant's endpoint and for what is no endpoint id. */
function found<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new ServiceError("webhook_endpoint_not_found", "There is no webhook endpoint with this id; check the id.", {
      param: "id",
    });
  }
  return value;
}
