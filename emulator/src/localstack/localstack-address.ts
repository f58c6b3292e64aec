import type { Instance } from "../instance/instance.ts";

export interface LocalStackAddress {
  readonly host: string;
  readonly port: number;
}

const PORT = 4566;
/** macOS has no 127.x addresses but 127.0.0.1: LocalStack's port is then the gateway's plus this. */
const PORT_OFFSET = 1000;

/** `127.<block>.0.2`, which no endpoint or task gets, so that instances never meet. */
export function localStackAddress(instance: Instance, platform: NodeJS.Platform = process.platform): LocalStackAddress {
  return platform === "linux"
    ? { host: `127.${instance.addressBlock}.0.2`, port: PORT }
    : { host: "127.0.0.1", port: instance.gatewayPort + PORT_OFFSET };
}
