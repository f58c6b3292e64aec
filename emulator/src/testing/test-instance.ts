import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmulatorError } from "../errors.ts";
import type { Instance } from "../instance/instance.ts";

const FIRST_BLOCK = 170;
const LAST_BLOCK = 250;
const LOCK_PORT = 47_047;

export interface TestInstance extends Instance, AsyncDisposable {}

/**
 * An instance in a temporary directory with an address block of its own, so that tests of several workers and clones
 * don't meet. The block is held by a listener on `127.<block>.255.254` until disposal. `gatewayPort` is 0: a test
 * that needs a gateway listens on a free port.
 */
export async function testInstance(): Promise<TestInstance> {
  const root = mkdtempSync(join(tmpdir(), "emulator-test-"));
  chmodSync(root, 0o755);
  const { block, lock } = await holdBlock();
  return {
    number: block,
    accountId: "000000000000",
    region: "us-east-1",
    gatewayPort: 0,
    endpointUrl: "http://127.0.0.1:0",
    addressBlock: block,
    directories: {
      root,
      state: join(root, "state"),
      data: join(root, "data"),
      logs: join(root, "logs"),
      certificates: join(root, "certificates"),
      images: join(root, "images"),
      localstack: join(root, "localstack"),
    },
    [Symbol.asyncDispose]: async () => {
      lock.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function holdBlock(): Promise<{ block: number; lock: Server }> {
  const size = LAST_BLOCK - FIRST_BLOCK + 1;
  const first = Math.floor(Math.random() * size);
  for (let offset = 0; offset < size; offset++) {
    const block = FIRST_BLOCK + ((first + offset) % size);
    const lock = createServer();
    try {
      await once(lock.listen(LOCK_PORT, `127.${block}.255.254`), "listening");
      return { block, lock };
    } catch {
      lock.close();
    }
  }
  throw new EmulatorError(
    "AddressesExhausted",
    `Every test address block from ${FIRST_BLOCK} to ${LAST_BLOCK} is in use; end the other test runs.`,
  );
}
