import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { AwsError } from "../wire/aws-error.ts";
import { send, SIGNED, startGateway, startUpstream } from "./gateway-harness.ts";

describe("intercepted operations", () => {
  const target = { authorization: SIGNED("acm"), "x-amz-target": "CertificateManager.ImportCertificate" };

  test("see the request, LocalStack's answer, and may change both", async () => {
    const upstream = await startUpstream((request, response) => {
      void text(request).then((body) =>
        response.writeHead(200, { "x-from": "localstack" }).end(`upstream got ${body}`),
      );
    });
    const seen: string[] = [];
    const { url } = await startGateway({
      upstream: () => upstream,
      intercepts: [
        {
          signingName: "acm",
          operation: "ImportCertificate",
          handle: async ({ request, forward }) => {
            seen.push(request.body.toString());
            const answer = await forward();
            const again = await forward(Buffer.from("other"));
            return { ...answer, body: `${answer.body.toString()}; ${again.body.toString()}` };
          },
        },
      ],
    });
    const answer = await send(url, { headers: target, body: "certificate" });
    expect(seen).toEqual(["certificate"]);
    expect(answer).toMatchObject({
      status: 200,
      headers: { "x-from": "localstack" },
      body: "upstream got certificate; upstream got other",
    });
    const other = await send(url, {
      headers: { ...target, "x-amz-target": "CertificateManager.ListCertificates" },
      body: "list",
    });
    expect(other.body).toBe("upstream got list");
    expect(seen).toHaveLength(1);
  });

  test("answer errors in AWS's shape", async () => {
    const { url } = await startGateway({
      intercepts: [
        { signingName: "acm", operation: "ImportCertificate", handle: async ({ forward }) => forward() },
        {
          signingName: "acm",
          operation: "ExportCertificate",
          handle: async () => {
            throw new AwsError("ValidationException", "no");
          },
        },
      ],
    });
    expect(await send(url, { headers: target })).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    const invalid = await send(url, { headers: { ...target, "x-amz-target": "CertificateManager.ExportCertificate" } });
    expect(JSON.parse(invalid.body)).toEqual({ __type: "ValidationException", message: "no" });
  });
});
