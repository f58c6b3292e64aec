import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

const HOUR_MS = 3_600_000;

const ECDSA_WITH_SHA256 = "06082a8648ce3d040302";
const COMMON_NAME = "0603550403";
const SUBJECT_ALT_NAME = "0603551d11";
const BASIC_CONSTRAINTS = "0603551d13";

export interface SelfSigned {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** A certificate (RFC 5280) for host names and IPv4 addresses that is its own authority and lasts an hour either way. */
export function selfSigned(hosts: readonly string[]): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(0x30, hex(ECDSA_WITH_SHA256));
  const name = der(0x30, der(0x31, der(0x30, hex(COMMON_NAME), der(0x0c, Buffer.from("test server")))));
  const names = hosts.map((host) =>
    isIP(host) ? der(0x87, Buffer.from(host.split(".").map(Number))) : der(0x82, Buffer.from(host)),
  );
  const extensions = der(
    0xa3,
    der(
      0x30,
      der(0x30, hex(SUBJECT_ALT_NAME), der(0x04, der(0x30, ...names))),
      der(0x30, hex(BASIC_CONSTRAINTS), der(0x04, der(0x30, der(0x01, hex("ff"))))),
    ),
  );
  const toBeSigned = der(
    0x30,
    der(0xa0, der(0x02, hex("02"))),
    der(0x02, Buffer.concat([hex("01"), randomBytes(8)])),
    algorithm,
    name,
    der(0x30, time(Date.now() - HOUR_MS), time(Date.now() + HOUR_MS)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    extensions,
  );
  const signature = der(0x03, Buffer.concat([hex("00"), sign("sha256", toBeSigned, privateKey)]));
  const base64 = der(0x30, toBeSigned, algorithm, signature).toString("base64").replace(/.{64}/g, "$&\n");
  return {
    certificatePem: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length =
    body.length < 0x80 ? Buffer.from([body.length]) : Buffer.from([0x82, body.length >> 8, body.length & 0xff]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, "hex");
}

function time(ms: number): Buffer {
  return der(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/\.\d+|[-:T]/g, "")}`));
}
