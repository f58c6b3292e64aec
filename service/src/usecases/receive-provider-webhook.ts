import { z } from "zod";
import { ServiceError } from "../domain/errors.ts";
import { verifyWebhook } from "../domain/webhook-signature.ts";
import type { ProviderWebhook, ProviderWebhookDependencies } from "./provider-webhook-ports.ts";

const printable = z.string().regex(/^[\x20-\x7e]{1,255}$/);
const event = z.object({ id: printable, type: printable });

/**
 * Takes what a provider tells: only signed by it, only within 300 s, each event once. It is recorded before it is acted
 * on, so what can't be done now, which is `recorded`, is done by the job. Throws `webhook_signature_invalid`, `request_invalid`.
 */
export async function receiveProviderWebhook(
  dependencies: ProviderWebhookDependencies,
  { provider, signature, body }: { provider: string; signature: string; body: string },
): Promise<"handled" | "recorded" | "duplicate"> {
  const secrets = Object.hasOwn(dependencies.secrets, provider) ? (dependencies.secrets[provider] ?? []) : [];
  const verdict = verifyWebhook(signature, body, secrets, new Date());
  if (verdict !== "valid") {
    throw new ServiceError("webhook_signature_invalid", `The webhook's signature is ${verdict.replace("_", " ")}.`, {
      param: "signature",
    });
  }
  const webhook = { provider, payload: body, ...parse(body) };
  if (!(await dependencies.store.record(webhook))) return "duplicate";
  return (await handleProviderWebhook(dependencies, webhook)) ? "handled" : "recorded";
}

/** Acts on a recorded event; false if that fails or nothing handles the provider's events yet: it is left for the job. */
export async function handleProviderWebhook(
  { store, handlers }: ProviderWebhookDependencies,
  webhook: ProviderWebhook,
): Promise<boolean> {
  const handle = Object.hasOwn(handlers, webhook.provider) ? handlers[webhook.provider] : undefined;
  if (!handle) return false;
  try {
    await handle(webhook);
  } catch {
    return false;
  }
  await store.markHandled(webhook);
  return true;
}

function parse(body: string): { eventId: string; type: string } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    json = undefined;
  }
  const parsed = event.safeParse(json);
  if (parsed.success) return { eventId: parsed.data.id, type: parsed.data.type };
  throw new ServiceError("request_invalid", "The body is no event; it needs an id and a type.", { param: "id" });
}
