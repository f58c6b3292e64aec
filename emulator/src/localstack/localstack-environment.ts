import { join } from "node:path";
import type { Instance } from "../instance/instance.ts";
import type { LocalStackAddress } from "./localstack-address.ts";

/**
 * LocalStack's whole environment: host mode without Docker, telemetry, downloads or a DNS server; every file below the
 * instance's directory; URLs that it returns lead to the gateway.
 */
export function localStackEnvironment(instance: Instance, address: LocalStackAddress): Record<string, string> {
  const directory = (name: string): string => join(instance.directories.localstack, name);
  return {
    PATH: "/usr/bin:/bin",
    LANG: "C.UTF-8",
    HOME: directory("home"),
    TMPDIR: directory("tmp"),
    XDG_CACHE_HOME: directory("cache"),
    CONFIG_DIR: directory("config"),
    FILESYSTEM_ROOT: directory("filesystem"),
    LOCALSTACK_VOLUME_DIR: directory("volume"),
    PYTHONUNBUFFERED: "1",
    // Its bytecode was compiled when the environment was prepared, maybe by another user.
    PYTHONDONTWRITEBYTECODE: "1",
    GATEWAY_LISTEN: `${address.host}:${address.port}`,
    LOCALSTACK_HOST: `127.0.0.1:${instance.gatewayPort}`,
    // The other strategies put the region into a host name that does not resolve.
    SQS_ENDPOINT_STRATEGY: "path",
    DISABLE_EVENTS: "1",
    SKIP_SSL_CERT_DOWNLOAD: "1",
    DNS_ADDRESS: "0",
    OVERRIDE_IN_DOCKER: "0",
    // At 0 it refuses even types that it has; the bridge refuses unknown ones by name.
    CFN_IGNORE_UNSUPPORTED_RESOURCE_TYPES: "1",
    // The emulator's resource types have deadlines of their own.
    CFN_PER_RESOURCE_TIMEOUT: "7200",
    EMULATOR_URL: instance.endpointUrl,
    EMULATOR_STATE_DIRECTORY: directory("state"),
  };
}
