import * as ecs from "@aws-sdk/client-ecs";
import * as rds from "@aws-sdk/client-rds";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { echoService } from "./echo-service.ts";
import { sdkModel } from "./sdk-model.ts";
import type { WireResponse } from "./service-endpoint.ts";

const query = echoService("awsQuery", rds);
const json = echoService("awsJson1_1", ecs);

describe("whatever is sent", () => {
  const operation = fc.constantFrom(...sdkModel(rds).operations.keys());
  const memberNames = [...sdkModel(rds).operations.values()].flatMap((schema) => {
    const input = (schema[4] as () => unknown[])();
    return Array.isArray(input) ? (input[4] as string[]) : [];
  });
  const segment = fc.oneof(
    fc.constantFrom(...memberNames),
    fc.constantFrom(
      "member",
      "entry",
      "Tag",
      "key",
      "value",
      "1",
      "2",
      "0",
      "999999999",
      "__proto__",
      "constructor",
      "",
    ),
    fc.string({ unit: "binary" }),
  );
  const parameter = fc.tuple(
    fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => segments.join(".")),
    fc.oneof(fc.constantFrom("", "true", "1", "-1", "NaN", "1e999", "2026-01-01"), fc.string({ unit: "binary" })),
  );

  test("a query service answers in AWS's shape", async () => {
    await fc.assert(
      fc.asyncProperty(operation, fc.array(parameter, { maxLength: 12 }), async (action, parameters) => {
        const form = new URLSearchParams([["Action", action], ...parameters]);
        expectAwsShape(await query.send(form.toString()), /^<(ErrorResponse|\w+Response) xmlns=/);
      }),
      { numRuns: 500 },
    );
  });

  test("bytes that are no form are answered too", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const body = Buffer.concat([Buffer.from("Action=CreateDBInstance&"), bytes]);
        const answer = await query.send(body);
        expectAwsShape(answer, /^<ErrorResponse/);
      }),
      { numRuns: 200 },
    );
  });

  test("a JSON service answers in AWS's shape", async () => {
    const ecsOperation = fc.constantFrom(...sdkModel(ecs).operations.keys());
    const body = fc.oneof(
      fc.json(),
      fc.string({ unit: "binary" }),
      fc
        .dictionary(fc.constantFrom("cluster", "service", "tasks", "tags", "containerDefinitions"), fc.jsonValue())
        .map((value) => JSON.stringify(value)),
    );
    await fc.assert(
      fc.asyncProperty(ecsOperation, body, async (name, text) => {
        expectAwsShape(
          await json.send(text, { "x-amz-target": `AmazonEC2ContainerServiceV20141113.${name}` }),
          /^(\{.*\}|)$/s,
        );
      }),
      { numRuns: 500 },
    );
  });

  function expectAwsShape(answer: WireResponse, body: RegExp): void {
    expect([200, 400]).toContain(answer.status);
    expect(answer.headers["x-amzn-requestid"]).toBe("request-1");
    expect(answer.body.toString()).toMatch(body);
  }
});
