import { randomBytes } from "node:crypto";
import { registryHost } from "../state/registry.ts";
import type { EcrOperation } from "./operation.ts";

const VALID_MS = 12 * 60 * 60 * 1_000;

/** The emulator checks no credentials, but a password that is always the same would end up in scripts. */
export const getAuthorizationToken: EcrOperation<"GetAuthorizationToken"> =
  ({ instance }) =>
  async () => {
    const authorizationToken = Buffer.from(`AWS:${randomBytes(48).toString("base64url")}`).toString("base64");
    const expiresAt = new Date(Date.now() + VALID_MS);
    const proxyEndpoint = `https://${registryHost(instance)}`;
    return { authorizationData: [{ authorizationToken, expiresAt, proxyEndpoint }] };
  };
