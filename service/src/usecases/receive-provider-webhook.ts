import { z } from "zod";
import { ServiceError } from "../domain/errors.ts";
import { verifyWebhook } from "../domain/webhook-signature.ts";
import type { ProviderWebhook, ProviderWebhookDependencies } from "./provider-webhook-ports.ts";

const printable = z.string().regex(/^[\x20-\x7e]{1,255}$/);
const event = z.object({ id: printable, type: printable });

/** Longer than handling takes. After it, an event is the job's that was claimed by a process that died. */
const LEASE_MS = 60_000;

/**
 * Takes what a provider tells: only signed by it, only within 300 s, each event once, also if it comes twice at once. It is recorded before it is acted
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
  const claim = await dependencies.store.claim(webhook, LEASE_MS);
  if (claim === "handled") return "duplicate";
  if (claim === "busy") return "recorded";
  if (await handleProviderWebhook(dependencies, webhook)) return "handled";
  await dependencies.store.release(webhook);
  return "recorded";
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
