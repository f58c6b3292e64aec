import * as ecr from "@aws-sdk/client-ecr";
import * as ecs from "@aws-sdk/client-ecs";
import * as rds from "@aws-sdk/client-rds";
import { describe, expect, test } from "vitest";
import { echoService, type EchoService } from "./echo-service.ts";
import type { WireResponse } from "./service-endpoint.ts";

const query = echoService("awsQuery", rds);
const json = echoService("awsJson1_1", ecs);
const ecrJson = echoService("awsJson1_1", ecr);

function sendJson(operation: string, body: string, service: EchoService = json): Promise<WireResponse> {
  const target = service === json ? "AmazonEC2ContainerServiceV20141113" : "AmazonEC2ContainerRegistry_V20150921";
  return service.send(body, { "x-amz-target": `${target}.${operation}` });
}

const CREATE = "Action=CreateDBInstance&Version=2014-10-31&DBInstanceIdentifier=a&DBInstanceClass=b&Engine=postgres";

async function queryError(form: string): Promise<{ code: string | undefined; message: string | undefined }> {
  const { status, headers, body } = await query.send(form);
  expect(status).toBe(400);
  expect(headers["x-amzn-requestid"]).toBe("request-1");
  const xml = body.toString();
  expect(xml).toMatch(
    /^<ErrorResponse xmlns="http:\/\/rds\.amazonaws\.com\/doc\/2014-10-31\/"><Error><Type>Sender<\/Type>/,
  );
  expect(xml).toContain("<RequestId>request-1</RequestId>");
  return { code: /<Code>(.*)<\/Code>/.exec(xml)?.[1], message: /<Message>(.*)<\/Message>/.exec(xml)?.[1] };
}

describe("a query request", () => {
  test.each([
    ["", "MissingAction", "The request must contain the parameter Action"],
    ["Action=Nope&Version=2014-10-31", "InvalidAction", "Could not find operation Nope for version 2014-10-31"],
    [
      "Action=CreateDBInstance&Version=abc",
      "InvalidAction",
      "Could not find operation CreateDBInstance for version abc",
    ],
    ["Action=__proto__", "InvalidAction", "Could not find operation __proto__ for version NO_VERSION"],
    [
      "Action=CreateDBInstance&Version=2014-10-31",
      "MissingParameter",
      "The request must contain the parameter DBInstanceIdentifier",
    ],
    [`${CREATE}&AllocatedStorage=abc`, "MalformedInput", "Invalid numeric value &quot;abc&quot; for AllocatedStorage"],
    [`${CREATE}&AllocatedStorage=1.5`, "MalformedInput", "Invalid numeric value &quot;1.5&quot; for AllocatedStorage"],
    [`${CREATE}&AllocatedStorage=`, "MalformedInput", "Invalid numeric value &quot;&quot; for AllocatedStorage"],
    [`${CREATE}&Port=5432+`, "MalformedInput", "Invalid numeric value &quot;5432 &quot; for Port"],
    [`${CREATE}&MultiAZ=yes`, "MalformedInput", "Invalid boolean value &quot;yes&quot; for MultiAZ"],
    [`${CREATE}&Tags=x`, "MalformedInput", "Unexpected list element termination"],
    [`${CREATE}&Tags.Tag=x`, "MalformedInput", "Unexpected list element termination"],
    [`${CREATE}&Tags.Tag.x.Key=y`, "MalformedInput", "&quot;x&quot; is not a list index"],
    [`${CREATE}&Tags.Tag.1=x`, "MalformedInput", "Unexpected complex element termination"],
    [`${CREATE}&Engine.1=x`, "MalformedInput", "Start of structure or map found where not expected"],
    [
      `${CREATE}&ProcessorFeatures.ProcessorFeature.1.Name.a.b=x`,
      "MalformedInput",
      "Start of structure or map found where not expected",
    ],
    [
      "Action=DescribeDBInstances&Filters.Filter.1.Name=a",
      "MissingParameter",
      "The request must contain the parameter Filters.1.Values",
    ],
    [
      "Action=DescribeEvents&StartTime=yesterday",
      "MalformedInput",
      "Invalid timestamp &quot;yesterday&quot; for StartTime",
    ],
    [`Action=DescribeEvents&${"a.".repeat(100)}b=1`, "MalformedQueryString", "A parameter has more than 64 parts"],
    [
      `Action=DescribeEvents${"&a=1".repeat(10_001)}`,
      "MalformedQueryString",
      "The query string has more than 10000 parameters",
    ],
  ])("%.80s is %s", async (form, code, message) => {
    expect(await queryError(form)).toEqual({ code, message });
  });

  test("with members that AWS does not know is served: newer SDKs send new ones", async () => {
    expect((await query.send(`${CREATE}&NewIn2030=1&Tags.Tag.1.Key=k&Tags.Tag.1.New=1`)).status).toBe(200);
    expect(query.received()).toEqual({
      DBInstanceIdentifier: "a",
      DBInstanceClass: "b",
      Engine: "postgres",
      Tags: [{ Key: "k" }],
    });
  });

  test("lists may be numbered with gaps or named member, and huge indices cost nothing", async () => {
    await query.send(`${CREATE}&Tags.member.999999999.Key=last&Tags.member.3.Key=first`);
    expect(query.received()).toMatchObject({ Tags: [{ Key: "first" }, { Key: "last" }] });
  });

  test("booleans, negative and large numbers, empty lists and local times have AWS's values", async () => {
    await query.send(`${CREATE}&MultiAZ=TRUE&Port=-1&VpcSecurityGroupIds=`);
    expect(query.received()).toMatchObject({ MultiAZ: true, Port: -1, VpcSecurityGroupIds: [] });
    await query.send("Action=DescribeEvents&StartTime=2026-01-02T03:04:05&EndTime=2026-01-02T03:04:05.5%2B01:00");
    expect(query.received()).toMatchObject({
      StartTime: new Date("2026-01-02T03:04:05Z"),
      EndTime: new Date("2026-01-02T02:04:05.500Z"),
    });
  });

  test("may come as a GET", async () => {
    const answer = await query.send("", {}, "Action=DescribeDBInstances&DBInstanceIdentifier=a");
    expect(answer.status).toBe(200);
    expect(query.received()).toEqual({ DBInstanceIdentifier: "a" });
  });

  test("can't reach a prototype", async () => {
    await query.send(`${CREATE}&__proto__.polluted=1&Tags.Tag.1.__proto__.polluted=1&constructor.prototype.polluted=1`);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("a JSON request", () => {
  test.each([
    ["CreateService", "{", "SerializationException", "The request body is not valid JSON"],
    ["CreateService", "[]", "SerializationException", "Start of list found where not expected"],
    ["CreateService", "null", "SerializationException", "Unexpected token NULL_VALUE"],
    [
      "CreateService",
      "{}",
      "InvalidParameterException",
      "Invalid parameter at 'serviceName' failed to satisfy constraint: 'must not be null'",
    ],
    [
      "CreateService",
      '{"serviceName":null}',
      "InvalidParameterException",
      "Invalid parameter at 'serviceName' failed to satisfy constraint: 'must not be null'",
    ],
    ["CreateService", '{"serviceName":1}', "SerializationException", "NUMBER_VALUE can not be converted to a String"],
    ["CreateService", '{"serviceName":["a"]}', "SerializationException", "Start of list found where not expected"],
    [
      "CreateService",
      '{"serviceName":"a","desiredCount":"2"}',
      "SerializationException",
      "STRING_VALUE can not be converted to an Integer",
    ],
    [
      "CreateService",
      '{"serviceName":"a","desiredCount":1.5}',
      "SerializationException",
      "DECIMAL_VALUE can not be converted to an Integer",
    ],
    [
      "CreateService",
      '{"serviceName":"a","desiredCount":1e400}',
      "SerializationException",
      "DECIMAL_VALUE can not be converted to an Integer",
    ],
    [
      "CreateService",
      '{"serviceName":"a","enableExecuteCommand":"true"}',
      "SerializationException",
      "STRING_VALUE can not be converted to a Boolean",
    ],
    [
      "CreateService",
      '{"serviceName":"a","tags":{}}',
      "SerializationException",
      "Start of structure or map found where not expected",
    ],
    ["CreateService", '{"serviceName":"a","tags":[null]}', "SerializationException", "Unexpected token NULL_VALUE"],
    [
      "RegisterTaskDefinition",
      '{"family":"f","containerDefinitions":[{"secrets":[{"name":"n"}]}]}',
      "InvalidParameterException",
      "Invalid parameter at 'containerDefinitions.1.secrets.1.valueFrom' failed to satisfy constraint: 'must not be null'",
    ],
    ["Nope", "{}", "UnknownOperationException", "Unknown operation AmazonEC2ContainerServiceV20141113.Nope"],
    ["__proto__", "{}", "UnknownOperationException", "Unknown operation AmazonEC2ContainerServiceV20141113.__proto__"],
  ])("%s %s is %s", async (operation, body, code, message) => {
    const answer = await sendJson(operation, body);
    expect(answer.status).toBe(400);
    expect(answer.headers["x-amzn-requestid"]).toBe("request-1");
    expect(JSON.parse(answer.body.toString())).toEqual({ __type: code, message });
  });

  test("without a target, or with another service's, names no operation", async () => {
    for (const headers of [{}, { "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.CreateService" }]) {
      const answer = await json.send("{}", headers);
      expect(JSON.parse(answer.body.toString())).toMatchObject({ __type: "UnknownOperationException" });
    }
  });

  test("with members that AWS does not know is served", async () => {
    expect(
      (await sendJson("CreateService", '{"serviceName":"a","newIn2030":{"x":[1]},"__proto__":{"y":1}}')).status,
    ).toBe(200);
    expect(json.received()).toEqual({ serviceName: "a" });
  });

  test("base64 is checked", async () => {
    const part = '"partFirstByte":0,"partLastByte":1,"repositoryName":"r","uploadId":"u"';
    await sendJson("UploadLayerPart", `{${part},"layerPartBlob":"AQI="}`, ecrJson);
    expect(ecrJson.received()).toMatchObject({ layerPartBlob: new Uint8Array([1, 2]) });
    const answer = await sendJson("UploadLayerPart", `{${part},"layerPartBlob":"AQI"}`, ecrJson);
    expect(JSON.parse(answer.body.toString())).toMatchObject({ __type: "SerializationException" });
  });

  test("nested a million deep is answered", async () => {
    expect((await sendJson("CreateService", "[".repeat(1_000_000))).status).toBe(400);
    const deep = `{"x":${"[".repeat(500_000)}${"]".repeat(500_000)}}`;
    expect((await sendJson("ListServices", deep)).status).toBe(200);
  });
});
