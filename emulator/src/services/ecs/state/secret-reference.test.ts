import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSecretReference } from "./secret-reference.ts";

const ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:payment-system-local/db/password-AbCdEf";
const part = fc.stringMatching(/^[A-Za-z0-9._/-]{0,20}$/);

test("every combination of JSON key, version stage and version id is understood", () => {
  fc.assert(
    fc.property(part, part, part, (jsonKey, versionStage, versionId) => {
      expect(parseSecretReference(`${ARN}:${jsonKey}:${versionStage}:${versionId}`)).toEqual({
        kind: "secretsmanager",
        secretArn: ARN,
        ...(jsonKey ? { jsonKey } : {}),
        ...(versionStage ? { versionStage } : {}),
        ...(versionId ? { versionId } : {}),
      });
    }),
  );
});

test.each([
  [ARN, { kind: "secretsmanager", secretArn: ARN }],
  ["/payment-system/local/key", { kind: "ssm", parameterName: "/payment-system/local/key" }],
  ["plain", { kind: "ssm", parameterName: "plain" }],
  ["arn:aws:ssm:us-east-1:000000000000:parameter/plain", { kind: "ssm", parameterName: "plain" }],
  ["arn:aws:ssm:us-east-1:000000000000:parameter/a/b", { kind: "ssm", parameterName: "/a/b" }],
  [`${ARN}:key`, undefined],
  [`${ARN}:a:b:c:d`, undefined],
  ["arn:aws:s3:::bucket", undefined],
  ["", undefined],
])("%s", (valueFrom, expected) => {
  expect(parseSecretReference(valueFrom)).toEqual(expected);
});
