import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, rootCertificates, type TLSSocket } from "node:tls";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CertificateAuthority, type IssuedCertificate } from "./authority.ts";
import { isLoopback } from "./loopback-constraints.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "authority-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function handshake(leaf: IssuedCertificate, ca: string, address: string, servername?: string): Promise<string> {
  const server = createServer({ cert: leaf.certificatePem, key: leaf.privateKeyPem }, (socket) => socket.end("hello"));
  server.on("tlsClientError", () => {});
  await once(server.listen(0, address), "listening");
  const { port } = server.address() as AddressInfo;
  const client: TLSSocket = connect({ host: address, port, ca, ...(servername ? { servername } : {}) });
  try {
    await once(client, "secureConnect");
    return client.getProtocol() ?? "none";
  } finally {
    client.destroy();
    server.close();
  }
}

test("a client that trusts the authority verifies its servers by address and by name", async () => {
  const authority = await CertificateAuthority.open(directory);
  const leaf = await authority.issue({ commonName: "edge", dnsNames: ["pay.localhost"], addresses: ["127.0.0.3"] });
  expect(await handshake(leaf, authority.caCertificatePem, "127.0.0.3")).toBe("TLSv1.3");
  expect(await handshake(leaf, authority.caCertificatePem, "127.0.0.3", "pay.localhost")).toBe("TLSv1.3");
  await expect(handshake(leaf, authority.caCertificatePem, "127.0.0.4")).rejects.toThrow(/does not match/);
  await expect(handshake(leaf, rootCertificates[0] ?? "", "127.0.0.3")).rejects.toThrow(/unable to verify/);
});

test("OpenSSL accepts every kind of leaf under its strict rules", async () => {
  const authority = await CertificateAuthority.open(directory);
  const requests = [
    { commonName: "127.64.1.2" },
    { commonName: "::1" },
    { commonName: "payment-system-local-db", addresses: ["127.64.1.3", "::1"] },
    { commonName: "pay.localhost", addresses: ["127.64.1.4"], days: 30 },
  ];
  for (const [index, request] of requests.entries()) {
    const file = join(directory, `leaf-${index}.pem`);
    writeFileSync(file, (await authority.issue(request)).certificatePem);
    const verify = ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", authority.caCertificateFile, file];
    expect((await promisify(execFile)("openssl", verify)).stdout).toContain("OK");
  }
});

test("nothing beyond loopback is certified, nor for longer than clients accept", async () => {
  const authority = await CertificateAuthority.open(directory);
  const refused = { code: "CertificateRefused" };
  await expect(authority.issue({ commonName: "bank.example" })).rejects.toMatchObject(refused);
  await expect(authority.issue({ commonName: "x", dnsNames: ["evil-localhost"] })).rejects.toMatchObject(refused);
  await expect(authority.issue({ commonName: "x", addresses: ["10.0.0.1"] })).rejects.toMatchObject(refused);
  await expect(authority.issue({ commonName: "no-name" })).rejects.toMatchObject(refused);
  await expect(authority.issue({ commonName: "localhost", days: 826 })).rejects.toMatchObject(refused);
});

test("the rule for loopback accepts 127.0.0.0/8 and no other address", () => {
  fc.assert(fc.property(fc.ipV4(), (address) => isLoopback(address) === (address.split(".")[0] === "127")));
  fc.assert(fc.property(fc.domain(), (domain) => !isLoopback(domain) && isLoopback(`${domain}.localhost`)));
  expect(["::1", "0:0:0:0:0:0:0:1"].every(isLoopback)).toBe(true);
  expect(["::2", "::ffff:8.8.8.8", "localhost.example"].some(isLoopback)).toBe(false);
});

test("the authority is created once, also by several openers, and its key is private", async () => {
  const opened = await Promise.all(Array.from({ length: 8 }, () => CertificateAuthority.open(directory)));
  expect(new Set(opened.map((authority) => authority.caCertificatePem)).size).toBe(1);
  expect(readdirSync(directory).sort()).toEqual(["ca.key", "ca.pem"]);
  expect(statSync(join(directory, "ca.key")).mode & 0o777).toBe(0o600);
  expect(statSync(join(directory, "ca.pem")).mode & 0o777).toBe(0o644);
  rmSync(join(directory, "ca.pem"));
  const recreated = await CertificateAuthority.open(directory);
  const leaf = await recreated.issue({ commonName: "localhost", addresses: ["127.0.0.1"] });
  expect(await handshake(leaf, recreated.caCertificatePem, "127.0.0.1")).toBe("TLSv1.3");
});
