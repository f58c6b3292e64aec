import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { environmentOutputs } from "./environment-outputs.ts";

let directory: string;
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), "parity-outputs-"))));
afterEach(() => rmSync(directory, { recursive: true }));
const write = (value: unknown) =>
  writeFileSync(join(directory, "local-outputs.json"), typeof value === "string" ? value : JSON.stringify(value));

const outputs = {
  api_url: { value: "https://127.64.0.5:8443" },
  db_instance_identifier: { value: "payment-system-local-db" },
  ecs_cluster_name: { value: "payment-system-local-cluster" },
  backend_service_name: { value: "payment-system-local-backend" },
  frontend_service_name: { value: "payment-system-local-frontend" },
};

test("reads the guide's shape and falls back to the agreed name of the secret", async () => {
  write(outputs);
  expect(await environmentOutputs(directory, "local")).toMatchObject({
    apiUrl: "https://127.64.0.5:8443",
    appConfigSecretName: "payment-system-local/app/config",
    templateHash: null,
  });
});

test("an environment that was never deployed says how to deploy it", async () => {
  await expect(environmentOutputs(directory, "staging")).rejects.toThrow(/npm run deploy -- all --env staging/);
});

test.each(["{", "[]", { ...outputs, api_url: undefined }, { ...outputs, api_url: { value: 7 } }])(
  "a broken file is refused: %j",
  async (value) => {
    write(value);
    await expect(environmentOutputs(directory, "local")).rejects.toMatchObject({ code: "EnvironmentUnknown" });
  },
);
