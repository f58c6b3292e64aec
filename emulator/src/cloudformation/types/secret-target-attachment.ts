import type * as rds from "@aws-sdk/client-rds";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { AwsError } from "../../wire/aws-error.ts";
import type { Properties, Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";

/** What the attachment writes into a secret. */
const CONNECTION_KEYS = ["engine", "host", "port", "dbname", "dbInstanceIdentifier"];

/**
 * AWS::SecretsManager::SecretTargetAttachment: completes a secret's JSON with the connection details of its database;
 * Ref is the secret's ARN. Of the target types there is AWS::RDS::DBInstance.
 * Source: CloudFormation, AWS::SecretsManager::SecretTargetAttachment.
 */
export function secretTargetAttachmentType(
  call: ServiceCalls<typeof rds>,
  secrets: Pick<SecretsManagerClient, "send">,
): ResourceType {
  const rewrite = async (SecretId: string, change: (secret: object) => object): Promise<string> => {
    const { ARN, SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    const changed = JSON.stringify(change(parse(SecretId, SecretString)));
    if (changed !== SecretString) await secrets.send(new PutSecretValueCommand({ SecretId, SecretString: changed }));
    return ARN!;
  };
  const attach = async (properties: Properties, context: ResourceContext): Promise<Resource> => {
    const connection = await connectionOf(call, properties, context);
    const arn = await rewrite(properties["SecretId"] as string, (secret) => ({ ...secret, ...connection }));
    return { identifier: arn, attributes: { Id: arn } };
  };
  return {
    create: attach,
    update: (_identifier, properties, _previous, context) => attach(properties, context),
    delete: async (identifier) => {
      try {
        await rewrite(identifier, (secret) =>
          Object.fromEntries(Object.entries(secret).filter(([key]) => !CONNECTION_KEYS.includes(key))),
        );
      } catch (error) {
        if ((error as Error).name !== "ResourceNotFoundException") throw error;
      }
    },
  };
}

async function connectionOf(
  call: ServiceCalls<typeof rds>,
  { TargetId, TargetType }: Properties,
  context: ResourceContext,
): Promise<object> {
  if (TargetType !== "AWS::RDS::DBInstance") {
    throw new AwsError("InvalidRequest", `TargetType ${String(TargetType)} is not supported by the local AWS.`);
  }
  const { DBInstances } = await call("DescribeDBInstances", { DBInstanceIdentifier: TargetId }, context.call);
  const { DBInstanceIdentifier, DBName, Endpoint, Engine } = DBInstances![0]!;
  return {
    engine: Engine,
    host: Endpoint!.Address,
    port: Endpoint!.Port,
    ...(DBName === undefined ? {} : { dbname: DBName }),
    dbInstanceIdentifier: DBInstanceIdentifier,
  };
}

/** The secret's text never goes into a message. */
function parse(id: string, text: string | undefined): object {
  try {
    const value: unknown = JSON.parse(text ?? "");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Refused below, like any other text that is no JSON object.
  }
  throw new AwsError("InvalidRequest", `The value of secret ${id} must be a JSON object.`);
}
