import { join } from "node:path";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { serveTypes } from "../../cloudformation/serve-types.ts";
import type { Instance } from "../../instance/instance.ts";
import { createLog } from "../../log.ts";
import { Supervisor } from "../../runtimes/process/supervisor.ts";
import { testInstance } from "../../testing/test-instance.ts";
import { createLocalStack, type LocalStack } from "../localstack.ts";
import { prepareVenv } from "../prepare-venv.mjs";
import { MemoryType } from "./memory-type.ts";
import { testGateway } from "./test-gateway.ts";

const VENV = join(import.meta.dirname, "..", "..", "..", "..", ".local", "venv");

/** LocalStack with the bridge behind a gateway, and a type of resources whose operations can be looked at. */
export interface LocalStackEnvironment extends AsyncDisposable {
  readonly instance: Instance;
  readonly localStack: LocalStack;
  readonly groups: MemoryType;
  readonly logged: readonly string[];
  /** Of every SDK client. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { accessKeyId: string; secretAccessKey: string };
  };
  readonly cloudFormation: CloudFormationClient;
}

export async function startLocalStackEnvironment(): Promise<LocalStackEnvironment> {
  const groups = new MemoryType("DBSubnetGroupName");
  const logged: string[] = [];
  const log = createLog((line) => void logged.push(line));
  await prepareVenv(VENV);
  const stack = new AsyncDisposableStack();
  const base = stack.use(await testInstance());
  const types = serveTypes({ "AWS::RDS::DBSubnetGroup": groups }, log).controlRoutes;
  const gateway = stack.use(await testGateway(types, () => localStack.address()));
  const instance = { ...base, gatewayPort: gateway.port, endpointUrl: `http://127.0.0.1:${gateway.port}` };
  const { supervisor } = await Supervisor.start(instance.directories.root, []);
  stack.defer(() => supervisor.stop());
  const localStack = createLocalStack({ instance, supervisor, venvDirectory: VENV, log });
  stack.defer(() => localStack.stop());
  await localStack.start();
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = { endpoint: instance.endpointUrl, region: "us-east-1", credentials };
  const cloudFormation = new CloudFormationClient(client);
  return {
    instance,
    localStack,
    groups,
    logged,
    client,
    cloudFormation,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
