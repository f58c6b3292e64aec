import type { Secret } from "@aws-sdk/client-ecs";
import { until } from "../../../wait/until.ts";
import { parseSecretReference, type SecretReference } from "../state/secret-reference.ts";
import { TaskFailure } from "../state/task-failure.ts";
import type { SecretAnswer, SecretStore } from "./secret-store.ts";

const UNAVAILABLE_MS_MAX = 60_000;

/**
 * The values of a container's secrets by variable name. A store that can't be reached is asked again for a minute; a
 * refusal, or a JSON key that is not there, throws ResourceInitializationError in AWS's words.
 */
export async function resolveSecrets(
  secrets: readonly Secret[],
  store: SecretStore,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const fetched = new Map<string, Promise<string>>();
  const entries = secrets.map(async ({ name, valueFrom }) => {
    const reference = parseSecretReference(valueFrom ?? "");
    if (!reference) throw initializationError(`invalid secret reference ${valueFrom}`);
    const key = JSON.stringify({ ...reference, jsonKey: undefined });
    const text = fetched.get(key) ?? fetch(reference, store, signal);
    fetched.set(key, text);
    return [name ?? "", jsonValue(await text, reference)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function fetch(reference: SecretReference, store: SecretStore, signal: AbortSignal): Promise<string> {
  const name = reference.kind === "ssm" ? reference.parameterName : reference.secretArn;
  let answer: SecretAnswer;
  try {
    answer = await until(async () => (reference.kind === "ssm" ? store.parameter(name) : store.secret(reference)), {
      what: `the value of ${name}`,
      deadlineMs: UNAVAILABLE_MS_MAX,
      intervalMs: 500,
      signal,
    });
  } catch (error) {
    throw initializationError((error as Error).message, error);
  }
  if ("value" in answer) return answer.value;
  throw initializationError(
    reference.kind === "ssm"
      ? `unable to retrieve secrets from ssm: service call has been retried 1 time(s): ${answer.refused}`
      : `execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${name} from secrets manager: ${answer.refused}`,
  );
}

function jsonValue(text: string, reference: SecretReference): string {
  if (reference.kind === "ssm" || reference.jsonKey === undefined) return text;
  const { jsonKey } = reference;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw initializationError("retrieved secret from Secrets Manager is not a JSON object, but a JSON key was given");
  }
  if (typeof parsed !== "object" || parsed === null || !Object.hasOwn(parsed, jsonKey)) {
    throw initializationError(`retrieved secret from Secrets Manager did not contain json key ${jsonKey}`);
  }
  const value = (parsed as Record<string, unknown>)[jsonKey];
  return typeof value === "string" ? value : JSON.stringify(value);
}

function initializationError(detail: string, cause?: unknown): TaskFailure {
  return new TaskFailure("ResourceInitializationError", `unable to pull secrets or registry auth: ${detail}`, {
    cause,
  });
}
