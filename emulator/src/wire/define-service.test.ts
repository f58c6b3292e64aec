import * as ecs from "@aws-sdk/client-ecs";
import * as rds from "@aws-sdk/client-rds";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { AwsError } from "./aws-error.ts";
import { defineService } from "./define-service.ts";
import type { ServiceEndpoint } from "./service-endpoint.ts";

const logged: string[] = [];
const log = (_level: string, message: string, details?: object): void => {
  logged.push(`${message} ${JSON.stringify(details)}`);
};
const seen: rds.CreateDBInstanceCommandInput[] = [];
const rdsService = defineService({
  signingName: "rds",
  protocol: "awsQuery",
  sdk: rds,
  log,
  handlers: {
    CreateDBInstance: async (input) => {
      seen.push(input);
      return {
        DBInstance: {
          DBInstanceIdentifier: input.DBInstanceIdentifier,
          AllocatedStorage: input.AllocatedStorage,
          InstanceCreateTime: new Date("2026-01-02T03:04:05Z"),
          TagList: input.Tags,
        },
      };
    },
    DescribeDBInstances: async (input) => {
      throw new AwsError("DBInstanceNotFound", `${input.DBInstanceIdentifier} <gone> & away\u0001`, 404);
    },
    DeleteDBInstance: async () => {
      throw new TypeError("secret detail");
    },
    DeleteDBSubnetGroup: async () => ({}),
  },
});
const ecsService = defineService({
  signingName: "ecs",
  protocol: "awsJson1_1",
  sdk: ecs,
  log,
  handlers: {
    CreateService: async (input) => ({
      service: {
        serviceName: input.serviceName,
        desiredCount: input.desiredCount,
        createdAt: new Date(1_767_323_045_000),
      },
    }),
    DescribeServices: async () => {
      throw new AwsError("ClusterNotFoundException", "Cluster not found.");
    },
    RegisterTaskDefinition: async (input) => ({ taskDefinition: { containerDefinitions: input.containerDefinitions } }),
  },
});

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const servers: Server[] = [];
let rdsClient: rds.RDSClient;
let ecsClient: ecs.ECSClient;

beforeAll(async () => {
  const common = { region: "us-east-1", credentials, maxAttempts: 1 };
  rdsClient = new rds.RDSClient({ ...common, endpoint: await listen(rdsService) });
  ecsClient = new ecs.ECSClient({ ...common, endpoint: await listen(ecsService) });
});

afterAll(() => servers.forEach((server) => server.close()));

async function listen(service: ServiceEndpoint): Promise<string> {
  const server = createServer((request, response) => {
    void (async () => {
      const context = { requestId: "request-1", region: "us-east-1", accountId: "000000000000" };
      const query = new URL(request.url ?? "/", "http://localhost").searchParams;
      const answer = await service.handle({ headers: request.headers, query, body: await buffer(request), context });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    })();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("a query service under the SDK's own client", () => {
  test("gets typed input and answers typed output", async () => {
    const input = {
      DBInstanceIdentifier: "pay",
      DBInstanceClass: "db.t4g.micro",
      Engine: "postgres",
      AllocatedStorage: 20,
      MultiAZ: true,
      MasterUserPassword: "a&b=c.d 1",
      VpcSecurityGroupIds: ["sg-1", "sg-2"],
      Tags: [
        { Key: "a.1", Value: "<b>" },
        { Key: "c", Value: "é" },
      ],
    };
    const output = await rdsClient.send(new rds.CreateDBInstanceCommand(input));
    expect(seen.at(-1)).toEqual(input);
    expect(output.DBInstance).toEqual({
      DBInstanceIdentifier: "pay",
      AllocatedStorage: 20,
      InstanceCreateTime: new Date("2026-01-02T03:04:05Z"),
      TagList: input.Tags,
    });
    expect(output.$metadata.requestId).toBe("request-1");
  });

  test("its errors become the SDK's exception classes", async () => {
    const failure = rdsClient.send(new rds.DescribeDBInstancesCommand({ DBInstanceIdentifier: "no" }));
    await expect(failure).rejects.toBeInstanceOf(rds.DBInstanceNotFoundFault);
    await expect(failure).rejects.toMatchObject({
      message: "no <gone> & away\ufffd",
      $metadata: { httpStatusCode: 404, requestId: "request-1" },
    });
  });

  test("an operation without output succeeds", async () => {
    await rdsClient.send(new rds.DeleteDBSubnetGroupCommand({ DBSubnetGroupName: "a" }));
  });

  test("an operation without a handler answers 501 and names it", async () => {
    await expect(
      rdsClient.send(
        new rds.CreateDBProxyCommand({ DBProxyName: "p", EngineFamily: "POSTGRESQL", RoleArn: "r", VpcSubnetIds: [] }),
      ),
    ).rejects.toMatchObject({
      name: "NotImplemented",
      message: "rds:CreateDBProxy is not implemented by the emulator.",
      $metadata: { httpStatusCode: 501 },
    });
  });

  test("an unexpected error shows only its request id; the detail is logged", async () => {
    const failure = await rdsClient
      .send(new rds.DeleteDBInstanceCommand({ DBInstanceIdentifier: "a" }))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "InternalFailure", $metadata: { httpStatusCode: 500 } });
    expect(JSON.stringify(failure)).not.toContain("secret detail");
    expect(logged.at(-1)).toMatch(/request-1.*secret detail/);
  });
});

describe("a JSON service under the SDK's own client", () => {
  test("gets typed input and answers typed output", async () => {
    const output = await ecsClient.send(new ecs.CreateServiceCommand({ serviceName: "pay", desiredCount: 2 }));
    expect(output.service).toEqual({
      serviceName: "pay",
      desiredCount: 2,
      createdAt: new Date("2026-01-02T03:04:05Z"),
    });
  });

  test("its errors become the SDK's exception classes", async () => {
    await expect(ecsClient.send(new ecs.DescribeServicesCommand({ services: ["a"] }))).rejects.toBeInstanceOf(
      ecs.ClusterNotFoundException,
    );
  });

  test("an operation without a handler answers 501 and names it", async () => {
    await expect(ecsClient.send(new ecs.ListClustersCommand({}))).rejects.toMatchObject({
      name: "NotImplementedException",
      message: "ecs:ListClusters is not implemented by the emulator.",
      $metadata: { httpStatusCode: 501 },
    });
  });
});
