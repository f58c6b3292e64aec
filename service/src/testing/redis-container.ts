import { RedisContainer } from "@testcontainers/redis";
import { composeImage } from "./compose-image.ts";
import { ContainerControl } from "./container-control.ts";
import type { ServerControl } from "./server-control.ts";

class OnHostNetwork extends RedisContainer {
  /** Testcontainers would wait for the module's port to be published, and on the host's network none is. */
  protected override async beforeContainerCreated(): Promise<void> {
    this.exposedPorts = [];
    delete this.hostConfig.PortBindings;
  }
}

/** A Redis in a container, on the host's network, where it listens on the address and port of `args` alone. */
export async function startRedisContainer(args: readonly string[]): Promise<ServerControl> {
  const container = await new OnHostNetwork(composeImage("redis"))
    .withNetworkMode("host")
    .withCommand(["redis-server", ...args])
    .start();
  return new ContainerControl(container);
}
