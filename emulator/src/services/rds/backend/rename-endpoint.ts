import { reloadParameters } from "./restart.ts";
import type { ServersContext } from "./servers-context.ts";
import { prepareSite } from "./site.ts";

/**
 * Closes the endpoint of an instance that was renamed, so that clients of the old name are cut off, and makes a
 * certificate for the new one. It listens there as soon as the address is free.
 */
export async function renameEndpoint(context: ServersContext): Promise<void> {
  const { site, wanted } = context.dependencies;
  await context.closeEndpoint();
  await prepareSite(site, wanted().requireTls);
  if (context.primary.isRunning()) await reloadParameters(context);
}
