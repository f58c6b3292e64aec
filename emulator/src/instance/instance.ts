import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { EmulatorError } from "../errors.ts";

/** Everything that one running emulator owns, derived from its instance number alone. */
export interface Instance {
  /** 0 is `npm run dev:local`; others are test environments beside it. */
  readonly number: number;
  readonly accountId: string;
  readonly region: string;
  /** The one AWS endpoint: `http://127.0.0.1:<gatewayPort>`. */
  readonly gatewayPort: number;
  readonly endpointUrl: string;
  /** Second octet of every loopback address that this instance hands out. */
  readonly addressBlock: number;
  readonly directories: InstanceDirectories;
}

export interface InstanceDirectories {
  /** `.local/instance-<number>`; everything below belongs to this instance. */
  readonly root: string;
  /** SQLite control plane, 0700. */
  readonly state: string;
  /** PostgreSQL data and binaries; outside the clone when started as root, linked from `root`. */
  readonly data: string;
  readonly logs: string;
  /** Local certificate authority: `ca.pem` is public, `ca.key` is 0600. */
  readonly certificates: string;
  /** Unpacked task images by digest and ECR layers by digest. */
  readonly images: string;
  readonly localstack: string;
}

const INSTANCE_NUMBER_MAX = 99;
const GATEWAY_PORT_BASE = 4566;
const ADDRESS_BLOCK_BASE = 64;

/** Derives ports, addresses and directories. Throws `InvalidInstanceNumber` outside 0…99. */
export function deriveInstance(number: number, cloneRoot: string): Instance {
  if (!Number.isInteger(number) || number < 0 || number > INSTANCE_NUMBER_MAX) {
    throw new EmulatorError(
      "InvalidInstanceNumber",
      `Instance number ${number} is not an integer from 0 to ${INSTANCE_NUMBER_MAX}.`,
    );
  }
  const gatewayPort = GATEWAY_PORT_BASE + number;
  const root = join(resolve(cloneRoot), ".local", `instance-${number}`);
  return {
    number,
    accountId: "000000000000",
    region: "us-east-1",
    gatewayPort,
    endpointUrl: `http://127.0.0.1:${gatewayPort}`,
    addressBlock: ADDRESS_BLOCK_BASE + number,
    directories: {
      root,
      state: join(root, "state"),
      data: dataDirectory(number, cloneRoot, root),
      logs: join(root, "logs"),
      certificates: join(root, "certificates"),
      images: join(root, "images"),
      localstack: join(root, "localstack"),
    },
  };
}

/** PostgreSQL refuses root, and an unprivileged user can't enter a 0700 home: as root its files live under /var/lib. */
function dataDirectory(number: number, cloneRoot: string, root: string): string {
  if (process.getuid?.() !== 0) return join(root, "data");
  const clone = createHash("sha256").update(resolve(cloneRoot)).digest("hex").slice(0, 12);
  return join("/var/lib/payment-system-local", clone, `instance-${number}`);
}
