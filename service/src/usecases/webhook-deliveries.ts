import { ServiceError } from "../domain/errors.ts";
import type { PublicId } from "../domain/public-id.ts";
import { webhookDeliveryId, type WebhookAttempt, type WebhookDelivery } from "../domain/webhook.ts";
import { getWebhookEndpoint } from "./manage-webhook-endpoints.ts";
import { readPage, type PageQuery, type Paged } from "./page.ts";
import type { DeliveryFilter, WebhookStore } from "./webhook-ports.ts";

/** Where a page of deliveries ends: an event's position. */
const position: PublicId = {
  format: (decimal) => `pos_${decimal}`,
  parse: (id) => /^pos_([1-9]\d{0,17})$/.exec(id)?.[1],
};

/** Newest event first. Throws `webhook_endpoint_not_found`, `cursor_invalid`. */
export async function listWebhookDeliveries(
  webhooks: WebhookStore,
  {
    merchantId,
    endpoint,
    query,
    filter,
  }: { merchantId: string; endpoint: string; query: PageQuery; filter: DeliveryFilter },
): Promise<Paged<WebhookDelivery>> {
  const { id } = await getWebhookEndpoint(webhooks, merchantId, endpoint);
  const { data, nextCursor } = await readPage(position, query, async (page) =>
    (await webhooks.listDeliveries(merchantId, id, page, filter)).map((delivery) => ({
      id: delivery.position,
      delivery,
    })),
  );
  return { data: data.map(({ delivery }) => delivery), nextCursor };
}

/** Throws `webhook_delivery_not_found`. */
export async function getWebhookDelivery(
  webhooks: WebhookStore,
  merchantId: string,
  publicId: string,
): Promise<{ delivery: WebhookDelivery; attempts: readonly WebhookAttempt[] }> {
  const id = webhookDeliveryId.parse(publicId);
  const found = id === undefined ? undefined : await webhooks.findDelivery(merchantId, id);
  if (!found) throw deliveryNotFound();
  return found;
}

/** Attempts the delivery again at once, also one that is delivered or dead. Throws `webhook_delivery_not_found`. */
export async function resendWebhook(
  webhooks: WebhookStore,
  merchantId: string,
  publicId: string,
): Promise<{ delivery: WebhookDelivery; attempts: readonly WebhookAttempt[] }> {
  const id = webhookDeliveryId.parse(publicId);
  if (id === undefined || !(await webhooks.resend(merchantId, id, new Date()))) throw deliveryNotFound();
  return getWebhookDelivery(webhooks, merchantId, publicId);
}

/** The same for another merchant's delivery and for what is no delivery id. */
function deliveryNotFound(): ServiceError {
  return new ServiceError("webhook_delivery_not_found", "There is no webhook delivery with this id; check the id.", {
    param: "id",
  });
}
