import { z } from "zod";
import { ALL_API_KEY_SCOPES, API_KEY_KINDS, apiKeyId, type ApiKey } from "../../../domain/api-key.ts";
import { userId } from "../../../domain/user.ts";

const EXAMPLE = {
  id: "key_01932c07209070008000000000000003",
  kind: "secret" as const,
  name: "Shop server",
  lastFour: "x3Fq",
  scopes: ["payments:read" as const, "payments:write" as const],
  createdBy: "usr_01932c07209070008000000000000004",
  createdAt: "2026-11-24T10:00:00.000Z",
  lastUsedAt: null,
  revokedAt: null,
};

const members = z.object({
  id: z.string(),
  kind: z.enum(API_KEY_KINDS),
  name: z.string(),
  lastFour: z.string(),
  scopes: z.array(z.enum(ALL_API_KEY_SCOPES)),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});

export const apiKeySchema = members.meta({ id: "ApiKey", examples: [EXAMPLE] });

/** Only the answer to its creation has the key itself. */
export const newApiKeySchema = members.extend({ key: z.string() }).meta({
  id: "NewApiKey",
  examples: [{ ...EXAMPLE, key: "sk_test_…" }],
});

export function presentApiKey(key: ApiKey): z.output<typeof apiKeySchema> {
  return {
    id: apiKeyId.format(key.id),
    kind: key.kind,
    name: key.name,
    lastFour: key.lastFour,
    scopes: [...key.scopes],
    createdBy: userId.format(key.createdBy),
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}
