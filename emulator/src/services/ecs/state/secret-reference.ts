/** What a container definition's `valueFrom` names. */
export type SecretReference =
  | {
      readonly kind: "secretsmanager";
      readonly secretArn: string;
      readonly jsonKey?: string;
      readonly versionStage?: string;
      readonly versionId?: string;
    }
  | { readonly kind: "ssm"; readonly parameterName: string };

const SECRETS_MANAGER_ARN = /^(arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[^:]+)(?::([^:]*):([^:]*):([^:]*))?$/;
const SSM_ARN = /^arn:[\w-]+:ssm:[\w-]+:\d{12}:parameter(\/.+)$/;

/**
 * Parses the forms of the ECS Developer Guide: a Secrets Manager ARN, optionally with
 * `:json-key:version-stage:version-id` (each may be empty, the colons may not be missing), the ARN of an SSM
 * parameter, or the plain name of one in this region. Undefined when it is an ARN of none of these forms.
 */
export function parseSecretReference(valueFrom: string): SecretReference | undefined {
  const secret = SECRETS_MANAGER_ARN.exec(valueFrom);
  if (secret) {
    const [, secretArn, jsonKey, versionStage, versionId] = secret;
    return {
      kind: "secretsmanager",
      secretArn: secretArn!,
      ...(jsonKey ? { jsonKey } : {}),
      ...(versionStage ? { versionStage } : {}),
      ...(versionId ? { versionId } : {}),
    };
  }
  const path = SSM_ARN.exec(valueFrom)?.[1];
  if (path !== undefined) {
    // The ARN of `/a/b` is …:parameter/a/b and that of `a` is …:parameter/a: only a hierarchy keeps its slash.
    return { kind: "ssm", parameterName: path.indexOf("/", 1) > 0 ? path : path.slice(1) };
  }
  if (valueFrom.startsWith("arn:") || valueFrom === "") return undefined;
  return { kind: "ssm", parameterName: valueFrom };
}
