import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { createHash } from "node:crypto";
import { TestStack } from "./test-stack.ts";
import { unsignedCall } from "./unsigned-call.ts";

const LARGE = `${"x".repeat(2_000_000)}y`;

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What `KeptState.read` gives while nothing is lost. */
export const KEPT = {
  secret: "one",
  parameter: "two",
  small: "three",
  large: digest(LARGE),
  outputs: { Ref: "kept" },
} as const;

/** State in those services of LocalStack that an environment relies on. */
export class KeptState {
  readonly #endpointUrl: string;
  readonly #secrets: SecretsManagerClient;
  readonly #parameters: SSMClient;
  readonly #stack: TestStack;

  constructor(client: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  }) {
    this.#endpointUrl = client.endpoint;
    this.#secrets = new SecretsManagerClient(client);
    this.#parameters = new SSMClient(client);
    this.#stack = new TestStack(new CloudFormationClient(client), "kept");
  }

  async create(): Promise<void> {
    await this.#secrets.send(new CreateSecretCommand({ Name: "kept", SecretString: KEPT.secret }));
    await this.#parameters.send(
      new PutParameterCommand({ Name: "/kept", Value: KEPT.parameter, Type: "SecureString" }),
    );
    await this.#s3("", "PUT");
    await this.#s3("/small", "PUT", KEPT.small);
    await this.#s3("/large", "PUT", "the version before");
    await this.#s3("/large", "PUT", LARGE);
    const Properties = { DBSubnetGroupName: "kept", DBSubnetGroupDescription: "first", SubnetIds: ["subnet-1"] };
    const Group = { Type: "AWS::RDS::DBSubnetGroup", Properties };
    await this.#stack.deploy({ Resources: { Group }, Outputs: { Ref: { Value: { Ref: "Group" } } } }, "CREATE");
  }

  async read(): Promise<object> {
    const { SecretString } = await this.#secrets.send(new GetSecretValueCommand({ SecretId: "kept" }));
    const { Parameter } = await this.#parameters.send(new GetParameterCommand({ Name: "/kept", WithDecryption: true }));
    return {
      secret: SecretString,
      parameter: Parameter?.Value,
      small: await (await this.#s3("/small")).text(),
      large: digest(await (await this.#s3("/large")).text()),
      outputs: await this.#stack.outputs(),
    };
  }

  #s3(path: string, method = "GET", body?: string): Promise<Response> {
    const init = body === undefined ? { method } : { method, body };
    return unsignedCall(this.#endpointUrl, "s3", `/kept-bucket${path}`, init);
  }
}
