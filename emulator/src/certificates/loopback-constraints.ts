import { isIPv4, isIPv6 } from "node:net";

const NAME = "localhost";

/**
 * Whether the local CA may certify this DNS name or IP address: `localhost` and names below it, 127.0.0.0/8 and ::1.
 * A stolen CA key can then impersonate nothing beyond the machine.
 */
export function isLoopback(nameOrAddress: string): boolean {
  if (isIPv4(nameOrAddress)) return nameOrAddress.startsWith("127.");
  if (isIPv6(nameOrAddress)) return new URL(`http://[${nameOrAddress}]`).hostname === "[::1]";
  return nameOrAddress === NAME || /^(\*\.)?([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\.)+localhost$/i.test(nameOrAddress);
}

/** The same rule as the value of an X.509 NameConstraints extension (RFC 5280, 4.2.1.10), in DER. */
export function loopbackConstraints(): Uint8Array<ArrayBuffer> {
  const ipv6Loopback = Buffer.from("0".repeat(31) + "1", "hex");
  const permitted = [
    der(CONTEXT_DNS_NAME, Buffer.from(NAME)),
    der(CONTEXT_IP_ADDRESS, Buffer.from("7f000000ff000000", "hex")),
    der(CONTEXT_IP_ADDRESS, Buffer.concat([ipv6Loopback, Buffer.alloc(16, 0xff)])),
  ].map((name) => der(SEQUENCE, name));
  return new Uint8Array(der(SEQUENCE, der(CONTEXT_PERMITTED_SUBTREES, Buffer.concat(permitted))));
}

const SEQUENCE = 0x30;
const CONTEXT_PERMITTED_SUBTREES = 0xa0;
const CONTEXT_DNS_NAME = 0x82;
const CONTEXT_IP_ADDRESS = 0x87;

/** Short-form lengths only: everything above stays below 128 bytes. */
function der(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}
