import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { ec2Subnets } from "./ec2-subnets.ts";

/** One subnet as LocalStack 4.13.1 answers it, shortened. */
const item = (id: string, zone: string): string =>
  `<item><ipv6CidrBlockAssociationSet /><tagSet /><subnetId>${id}</subnetId><vpcId>vpc-1</vpcId><availabilityZone>${zone}</availabilityZone></item>`;

interface Ec2 extends AsyncDisposable {
  readonly url: string;
  readonly asked: URLSearchParams[];
}

async function ec2(status: number, items: string): Promise<Ec2> {
  const asked: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(new URLSearchParams(body));
      const set = items === "" ? "<subnetSet />" : `<subnetSet>${items}</subnetSet>`;
      response.writeHead(status).end(`<?xml version='1.0'?><DescribeSubnetsResponse>${set}</DescribeSubnetsResponse>`);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test.each([
  ["", []],
  [item("subnet-a", "us-east-1a"), [{ id: "subnet-a", vpcId: "vpc-1", zone: "us-east-1a" }]],
  [
    item("subnet-a", "us-east-1a") + item("subnet-b", "us-east-1b"),
    [
      { id: "subnet-a", vpcId: "vpc-1", zone: "us-east-1a" },
      { id: "subnet-b", vpcId: "vpc-1", zone: "us-east-1b" },
    ],
  ],
])("the subnets that exist are read from EC2's answer %#", async (items, expected) => {
  await using server = await ec2(200, items);
  expect(await ec2Subnets(server.url, "us-east-1").subnets(["subnet-a", "subnet-b"])).toEqual(expected);
  expect(Object.fromEntries(server.asked[0] ?? [])).toMatchObject({
    Action: "DescribeSubnets",
    "Filter.1.Value.2": "subnet-b",
  });
});

test("an EC2 that fails or is gone is reported as unavailable, not as a missing subnet", async () => {
  const server = await ec2(502, "");
  const unavailable = { code: "ServiceUnavailable", httpStatus: 503 };
  await expect(ec2Subnets(server.url, "us-east-1").subnets(["subnet-a"])).rejects.toMatchObject(unavailable);
  await server[Symbol.asyncDispose]();
  await expect(ec2Subnets(server.url, "us-east-1").subnets(["subnet-a"])).rejects.toMatchObject(unavailable);
});
