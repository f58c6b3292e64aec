import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Store } from "../../store/store.ts";
import { testInstance, type TestInstance } from "../../testing/test-instance.ts";
import type { WireResponse } from "../../wire/service-endpoint.ts";
import { acmIntercepts } from "./acm-intercepts.ts";
import { ImportedCertificates } from "./imported-certificates.ts";

const ARN = "arn:aws:acm:us-east-1:000000000000:certificate/1";
let instance: TestInstance;
let store: Store;
let certificates: ImportedCertificates;
let inUse: string[];

beforeEach(async () => {
  instance = await testInstance();
  store = new Store(join(instance.directories.state, "control-plane.sqlite"));
  certificates = new ImportedCertificates(store);
  inUse = [];
});
afterEach(async () => {
  store.close();
  await instance[Symbol.asyncDispose]();
});

/** Sends one operation to its intercept; `answer` is what LocalStack would say. */
async function call(operation: string, input: object, answer: WireResponse): Promise<WireResponse> {
  const intercepts = acmIntercepts({ certificates, isInUse: (arn) => inUse.includes(arn) });
  const intercept = intercepts.find((candidate) => candidate.operation === operation);
  const context = { requestId: "test", region: "us-east-1", accountId: "000000000000" };
  const request = { headers: {}, query: new URLSearchParams(), body: Buffer.from(JSON.stringify(input)), context };
  if (!intercept) throw new Error(`No intercept of ${operation}`);
  return intercept.handle({ request, forward: async () => answer });
}

const json = (body: object, status = 200): WireResponse => ({ status, headers: {}, body: JSON.stringify(body) });
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const IMPORT = { Certificate: base64("cert"), CertificateChain: base64("chain"), PrivateKey: base64("key") };

test("an import is answered by ACM and its private key kept for the listeners, which hear of a renewal", async () => {
  const heard: string[] = [];
  certificates.onImport(async (arn) => void heard.push(arn));
  expect(await call("ImportCertificate", IMPORT, json({ CertificateArn: ARN }))).toEqual(json({ CertificateArn: ARN }));
  const kept = { arn: ARN, certificatePem: "cert", chainPem: "chain", privateKeyPem: "key" };
  expect(certificates.get(ARN)).toEqual(kept);
  await call("ImportCertificate", { ...IMPORT, PrivateKey: base64("new") }, json({ CertificateArn: ARN }));
  expect(new ImportedCertificates(store).get(ARN)?.privateKeyPem).toBe("new");
  expect(heard).toEqual([ARN, ARN]);
});

test("what ACM refuses is not kept", async () => {
  const refused = json({ __type: "ValidationException" }, 400);
  expect(await call("ImportCertificate", IMPORT, refused)).toEqual(refused);
  expect(certificates.get(ARN)).toBeUndefined();
});

test("a deleted certificate is forgotten, one in use can't be deleted", async () => {
  await call("ImportCertificate", IMPORT, json({ CertificateArn: ARN }));
  inUse = [ARN];
  await expect(call("DeleteCertificate", { CertificateArn: ARN }, json({}))).rejects.toMatchObject({
    code: "ResourceInUseException",
  });
  expect(certificates.get(ARN)).toBeDefined();
  inUse = [];
  await call("DeleteCertificate", { CertificateArn: ARN }, json({}, 500));
  expect(certificates.get(ARN)).toBeDefined();
  await call("DeleteCertificate", { CertificateArn: ARN }, json({}));
  expect(certificates.get(ARN)).toBeUndefined();
});
