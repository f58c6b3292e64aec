import { describe, expect, test } from "vitest";
import { environments } from "./environments.ts";
import { templateHashes } from "./template-hashes.ts";
import { ENVIRONMENT_NAMES, synthesized } from "./testing/synthesized.ts";

const local = templateHashes(environments.local);

describe.each(ENVIRONMENT_NAMES)("%s", (env) => {
  test("each stack tells its template's hash, which is the same in every environment", () => {
    const { platform, app } = synthesized(env);
    expect(platform.findOutputs("PlatformTemplateHash")).toMatchObject({
      PlatformTemplateHash: { Value: local.platform },
    });
    expect(app.findOutputs("AppTemplateHash")).toMatchObject({ AppTemplateHash: { Value: local.application } });
    expect(local.platform).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test("has resources of the same types and number as every other environment, for the hash says so", () => {
    const count = (name: typeof env) => {
      const { platform, app } = synthesized(name);
      const types = [platform, app].flatMap((template) =>
        Object.values(template.toJSON()["Resources"] as Record<string, { Type: string }>).map(({ Type }) => Type),
      );
      return types.sort();
    };
    expect(count(env)).toEqual(count("local"));
  });
});

test("sizes don't count", () => {
  const backend = { ...environments.staging.backend, desiredCount: 9, cpuUnits: 4096, memoryMiB: 8192 };
  expect(templateHashes({ ...environments.staging, backend })).toEqual(local);
});

test("a standby does", () => {
  const database = { ...environments.local.database, multiAz: false };
  const { platform, application } = templateHashes({ ...environments.local, database });
  expect(platform).not.toBe(local.platform);
  expect(application).toBe(local.application);
});
