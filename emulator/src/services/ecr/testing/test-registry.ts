import * as sdk from "@aws-sdk/client-ecr";
import { join } from "node:path";
import { createGateway } from "../../../gateway/gateway.ts";
import { Store } from "../../../store/store.ts";
import { testInstance, type TestInstance } from "../../../testing/test-instance.ts";
import { createEcr, type EcrService } from "../ecr.ts";

export interface TestRegistry extends AsyncDisposable {
  readonly instance: TestInstance;
  readonly ecr: EcrService;
  readonly client: sdk.ECRClient;
  /** The gateway's. */
  readonly port: number;
}

/** ECR behind a gateway of its own, with the SDK's client. */
export async function testRegistry(): Promise<TestRegistry> {
  const instance = await testInstance();
  const store = new Store(join(instance.directories.state, "control-plane.sqlite"));
  const log = (): void => {};
  const ecr = createEcr({ instance, store, log });
  const gateway = createGateway({
    instance,
    services: [ecr.endpoint],
    routes: ecr.controlRoutes,
    intercepts: [],
    upstream: () => undefined,
    status: () => ({ emulator: "running", localstack: "stopped" }),
    resources: () => ecr.resources(),
    log,
  });
  const port = await gateway.listen();
  await ecr.start();
  const client = new sdk.ECRClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: instance.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    instance,
    ecr,
    client,
    port,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await gateway.close();
      store.close();
      await instance[Symbol.asyncDispose]();
    },
  };
}
