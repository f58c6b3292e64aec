import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { outputsDirectory } from "./aws-environment.ts";

/** How to reach a deployed environment as its demo merchant. */
export interface EnvironmentAccess {
  /** The load balancer's HTTPS origin. */
  readonly apiUrl: string;
  readonly email: string;
  readonly password: string;
  /** A fresh access token; undefined while the service does not answer. */
  readonly token: string | undefined;
}

export const DEMO_MERCHANT_EMAIL = "demo@payment-system.test";
const LOGIN_DEADLINE_MS = 5_000;

/** Reads the environment's outputs and secrets and logs in; undefined when the environment is not deployed. */
export async function environmentAccess(
  instance: Instance,
  environment: string,
): Promise<EnvironmentAccess | undefined> {
  const file = join(outputsDirectory(instance), `${environment}-outputs.json`);
  if (!existsSync(file)) return undefined;
  const outputs = JSON.parse(readFileSync(file, "utf8")) as Record<string, { value: string } | undefined>;
  const apiUrl = outputs["api_url"]?.value;
  if (apiUrl === undefined) return undefined;
  const password = await demoPassword(environment);
  return { apiUrl, email: DEMO_MERCHANT_EMAIL, password, token: await login(apiUrl, password) };
}

async function demoPassword(environment: string): Promise<string> {
  const secrets = new SecretsManagerClient({});
  const secret = await secrets.send(
    new GetSecretValueCommand({ SecretId: `payment-system-${environment}/app/config` }),
  );
  return (JSON.parse(secret.SecretString ?? "{}") as { demoMerchantPassword: string }).demoMerchantPassword;
}

async function login(apiUrl: string, password: string): Promise<string | undefined> {
  try {
    const response = await fetch(`${apiUrl}/api/v1/auth/login`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: DEMO_MERCHANT_EMAIL, password }),
      signal: AbortSignal.timeout(LOGIN_DEADLINE_MS),
    });
    return response.ok ? ((await response.json()) as { accessToken: string }).accessToken : undefined;
  } catch {
    return undefined;
  }
}
