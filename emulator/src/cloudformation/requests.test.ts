import { expect, test } from "vitest";
import { MemoryType } from "../localstack/testing/memory-type.ts";
import { Requests, type ResourceRequest } from "./requests.ts";

const request = (properties: object, more: Partial<ResourceRequest> = {}): ResourceRequest => ({
  operation: "create",
  typeName: "AWS::RDS::DBSubnetGroup",
  properties: { DBSubnetGroupName: "g", ...properties },
  previousProperties: {},
  context: {
    stackName: "stack",
    logicalResourceId: "Group",
    deletionPolicy: "Delete",
    call: { requestId: "r", region: "us-east-1", accountId: "000000000000" },
  },
  ...more,
});

const setUp = () => {
  const type = new MemoryType("DBSubnetGroupName");
  return { type, requests: new Requests({ "AWS::RDS::DBSubnetGroup": type }, () => {}) };
};

test("attributes are strings, whatever the service gave", async () => {
  const { requests } = setUp();
  requests.begin(request({}, { token: "t" }));
  expect(await requests.progress("t", 10_000)).toEqual({
    Status: "SUCCESS",
    Identifier: "g",
    Attributes: { Arn: "arn:g", Endpoint: { Address: "127.1.2.3", Port: "5432" } },
  });
});

test("the same token is the same request", async () => {
  const { type, requests } = setUp();
  requests.begin(request({}, { token: "t" }));
  requests.begin(request({}, { token: "t" }));
  await requests.progress("t", 10_000);
  expect(type.operations).toEqual(["create g"]);
});

test("a failure tells why and what exists already", async () => {
  const { requests } = setUp();
  requests.begin(request({ DBSubnetGroupDescription: "fail create" }, { token: "t" }));
  expect(await requests.progress("t", 10_000)).toEqual({
    Status: "FAILED",
    Identifier: "g",
    Message:
      'Resource handler returned message: "g refused to create" (RequestToken: t, HandlerErrorCode: InternalFailure)',
  });
});

test.each(["AWS::Unknown::Type", "constructor"])("type %s is refused by name", async (typeName) => {
  const { requests } = setUp();
  requests.begin(request({}, { typeName, token: "t" }));
  expect(await requests.progress("t", 10_000)).toMatchObject({
    Message: expect.stringContaining(`${typeName} is not a resource type of the emulator`) as string,
  });
});

test("a token from before a restart is a clear failure", async () => {
  expect(await setUp().requests.progress("lost", 0)).toEqual({
    Status: "FAILED",
    Message: "Request lost is unknown: the emulator was restarted during it. Deploy again.",
  });
});
