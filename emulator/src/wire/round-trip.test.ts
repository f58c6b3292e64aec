import { AwsJson1_1Protocol, AwsQueryProtocol } from "@aws-sdk/core/protocols";
import * as ecr from "@aws-sdk/client-ecr";
import * as ecs from "@aws-sdk/client-ecs";
import * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import * as elasticache from "@aws-sdk/client-elasticache";
import * as rds from "@aws-sdk/client-rds";
import { HttpResponse } from "@smithy/core/protocols";
import { NormalizedSchema } from "@smithy/core/schema";
import { fromBase64, fromUtf8, toBase64, toUtf8 } from "@smithy/core/serde";
import type { $SchemaRef, HttpRequest, StaticOperationSchema } from "@smithy/types";
import { describe, expect, test } from "vitest";
import { defineService } from "./define-service.ts";
import { sdkModel } from "./sdk-model.ts";

/** Every operation: the SDK writes a request, the wire reads it; the wire writes an answer, the SDK reads it. */

const SERVICES = [
  { name: "rds", sdk: rds, protocol: "awsQuery", operations: 168 },
  { name: "elasticache", sdk: elasticache, protocol: "awsQuery", operations: 75 },
  { name: "elasticloadbalancing", sdk: elbv2, protocol: "awsQuery", operations: 51 },
  { name: "ecs", sdk: ecs, protocol: "awsJson1_1", operations: 88 },
  { name: "ecr", sdk: ecr, protocol: "awsJson1_1", operations: 62 },
] as const;

const SAMPLE_DEPTH_MAX = 6;

/** A value with every member set, unions with their first; undefined where a recursive shape is cut. */
function sample(ref: $SchemaRef, depth = 0): unknown {
  const schema = NormalizedSchema.of(ref);
  if (schema.isUnitSchema()) return {};
  if (schema.isStructSchema()) return sampleStructure(schema, depth);
  if (schema.isListSchema()) {
    const element = sample(schema.getValueSchema(), depth + 1);
    return element === undefined ? undefined : [element, element];
  }
  if (schema.isMapSchema()) {
    const value = sample(schema.getValueSchema(), depth + 1);
    return { a: value, "b.c": value };
  }
  if (schema.isTimestampSchema()) return new Date("2026-01-02T03:04:05Z");
  if (schema.isBooleanSchema()) return true;
  if (schema.isNumericSchema()) return 7;
  if (schema.isBlobSchema()) return new Uint8Array([1, 2]);
  if (schema.isDocumentSchema()) return { nested: [1, "two", { three: null }] };
  return "a & <é> 1";
}

function sampleStructure(schema: NormalizedSchema, depth: number): object | undefined {
  if (depth > SAMPLE_DEPTH_MAX) return undefined;
  const members: [string, unknown][] = [];
  for (const [name, member] of schema.structIterator()) {
    const value = sample(member, depth + 1);
    if (value !== undefined) members.push([name, value]);
    if (schema.isUnionSchema() && members.length > 0) break;
  }
  return members.length > 0 || depth === 0 ? Object.fromEntries(members) : undefined;
}

/** The SDK's JSON bodies are byte arrays that complain when taken for strings. */
function bytes(body: unknown): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return Buffer.from(typeof body === "string" ? body : "");
}

const serdeContext = {
  endpoint: async () => ({ protocol: "http:", hostname: "localhost", path: "/" }),
  streamCollector: async (body: Uint8Array) => body,
  utf8Encoder: toUtf8,
  utf8Decoder: fromUtf8,
  base64Encoder: toBase64,
  base64Decoder: fromBase64,
} as never;

type ClientProtocol = Pick<AwsQueryProtocol, "serializeRequest" | "deserializeResponse" | "setSerdeContext">;

function clientProtocol(protocol: "awsQuery" | "awsJson1_1", sdk: object): ClientProtocol {
  const { xmlNamespace, serviceTarget } = sdkModel(sdk);
  const { errorTypeRegistries } = sdk as { errorTypeRegistries: never };
  const common = { defaultNamespace: "", errorTypeRegistries };
  const client: ClientProtocol =
    protocol === "awsQuery"
      ? new AwsQueryProtocol({ ...common, xmlNamespace, version: "2026-01-01" })
      : new AwsJson1_1Protocol({ ...common, serviceTarget, awsQueryCompatible: false });
  client.setSerdeContext(serdeContext);
  return client;
}

describe.each(SERVICES)("$name", ({ name, sdk, protocol, operations: expectedCount }) => {
  const { operations } = sdkModel(sdk);

  test(`has ${expectedCount} operations`, () => {
    expect(operations.size).toBe(expectedCount);
  });

  test.each([...operations.keys()])("%s", async (operationName) => {
    const schema = operations.get(operationName) as StaticOperationSchema;
    const input = sample(schema[4]) ?? {};
    const output = sample(schema[5]) ?? {};
    let received: unknown;
    const logged: unknown[] = [];
    const handlers = {
      [operationName]: async (value: unknown) => {
        received = value;
        return structuredClone(output);
      },
    } as never;
    const service = defineService<object>({
      signingName: name,
      protocol,
      sdk,
      handlers,
      log: (...line) => logged.push(line),
    });
    const client = clientProtocol(protocol, sdk);
    const operation = {
      namespace: "",
      name: schema[2],
      input: schema[4],
      output: schema[5],
      traits: schema[3],
    } as never;

    const request: HttpRequest = await client.serializeRequest(operation, structuredClone(input), serdeContext);
    const answer = await service.handle({
      headers: request.headers,
      query: new URLSearchParams(),
      body: bytes(request.body),
      context: { requestId: "request-1", region: "us-east-1", accountId: "000000000000" },
    });
    expect({ status: answer.status, logged, body: answer.status === 200 || answer.body.toString() }).toEqual({
      status: 200,
      logged: [],
      body: true,
    });
    expect(received).toEqual(input);

    const body = new Uint8Array(Buffer.from(answer.body));
    const response = new HttpResponse({ statusCode: answer.status, headers: { ...answer.headers }, body });
    const { $metadata: _, ...parsed } = await client.deserializeResponse(operation, serdeContext, response);
    expect(parsed).toEqual(output);
  });
});
