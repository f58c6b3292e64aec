import { once } from "node:events";
import { createServer } from "node:net";
import { deriveInstance, type Instance } from "@payment-system/emulator/instance/instance";
import { CLONE } from "../launcher/paths.mjs";
import { ScriptError } from "../launcher/script-error.mjs";

const LAST_INSTANCE = 40;

/** The first instance after 0 whose gateway port is free, so that a test meets neither `dev:local` nor another test. */
export async function freeInstance(): Promise<Instance> {
  for (let number = 1; number <= LAST_INSTANCE; number++) {
    const instance = deriveInstance(number, CLONE);
    if (await isFree(instance.gatewayPort)) return instance;
  }
  throw new ScriptError(
    `All test instances from 1 to ${LAST_INSTANCE} are in use: end the other test runs and try again.`,
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
