import { testGateway } from "../../localstack/testing/test-gateway.ts";
import { createCloudFormation, type CloudFormationDependencies } from "../cloudformation.ts";
import type { Progress } from "../requests.ts";
import type { Properties, Resource } from "../resource-type.ts";

/** Asks for resources as the bridge in LocalStack does: over HTTP, waiting for the end. */
export interface ResourceCaller extends AsyncDisposable {
  create(typeName: string, properties: Properties): Promise<Resource>;
  update(typeName: string, identifier: string, properties: Properties, previous: Properties): Promise<Resource>;
  delete(typeName: string, identifier: string, previous: Properties, policy?: "Delete" | "Snapshot"): Promise<void>;
  /** What a failed operation answers. */
  failure(operation: string, typeName: string, properties: Properties): Promise<Progress>;
}

const NO_HANDLERS = { handlers: {} };

/** Services that are not given have no operations. */
export async function resourceCaller(services: Partial<CloudFormationDependencies>): Promise<ResourceCaller> {
  const { controlRoutes } = createCloudFormation({
    rds: NO_HANDLERS,
    ecs: NO_HANDLERS,
    ecr: NO_HANDLERS,
    elbv2: NO_HANDLERS,
    elasticache: NO_HANDLERS,
    instance: { endpointUrl: "http://127.0.0.1:0", region: "us-east-1" },
    log: () => {},
    ...services,
  });
  const gateway = await testGateway(controlRoutes, () => undefined);
  const base = `http://127.0.0.1:${gateway.port}/_emulator/cloudformation`;
  const ask = async (operation: string, TypeName: string, body: object): Promise<Progress> => {
    const request = { TypeName, StackName: "stack", LogicalResourceId: "Resource", AccountId: "000000000000" };
    const init = { method: "POST", body: JSON.stringify({ ...request, Region: "us-east-1", ...body }) };
    let progress = (await (await fetch(`${base}/${operation}`, init)).json()) as Progress;
    while (progress.Status === "IN_PROGRESS") {
      const answer = await fetch(`${base}/requests/${progress.RequestToken}?waitSeconds=20`);
      progress = (await answer.json()) as Progress;
    }
    return progress;
  };
  const succeed = async (operation: string, typeName: string, body: object): Promise<Resource> => {
    const progress = await ask(operation, typeName, body);
    if (progress.Status !== "SUCCESS") throw new TypeError(JSON.stringify(progress));
    return { identifier: progress.Identifier, attributes: progress.Attributes };
  };
  return {
    create: (typeName, Properties) => succeed("create", typeName, { Properties }),
    update: (typeName, Identifier, Properties, PreviousProperties) =>
      succeed("update", typeName, { Identifier, Properties, PreviousProperties }),
    delete: async (typeName, Identifier, PreviousProperties, DeletionPolicy = "Delete") => {
      await succeed("delete", typeName, { Identifier, PreviousProperties, DeletionPolicy });
    },
    failure: (operation, typeName, Properties) => ask(operation, typeName, { Properties }),
    [Symbol.asyncDispose]: () => gateway[Symbol.asyncDispose](),
  };
}
