import { expect, test } from "vitest";
import { guideOutputs } from "./guide-outputs.ts";

test("gives the keys that the operators' guide reads", () => {
  const outputs = guideOutputs([
    { key: "EcsClusterName", value: "payment-system-cluster" },
    { key: "BackendEcrRepositoryUrl", value: "000000000000.dkr.ecr.us-east-1.amazonaws.com/payment-system/backend" },
    { key: "ApiUrl", value: "https://payment.example.test" },
  ]);
  expect(outputs).toEqual({
    api_url: { value: "https://payment.example.test" },
    backend_ecr_repository_url: { value: "000000000000.dkr.ecr.us-east-1.amazonaws.com/payment-system/backend" },
    ecs_cluster_name: { value: "payment-system-cluster" },
  });
  expect(Object.keys(outputs)).toEqual(["api_url", "backend_ecr_repository_url", "ecs_cluster_name"]);
});

test("leaves out what one stack gives the other", () => {
  expect(guideOutputs([{ key: "ExportsOutputRefVpc", value: "vpc-1", exportName: "platform:Vpc" }])).toEqual({});
});
