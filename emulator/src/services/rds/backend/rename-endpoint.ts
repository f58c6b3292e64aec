import { until } from "../../../wait/until.ts";
import { moveEndpoint } from "./move-endpoint.ts";
import { reloadParameters } from "./restart.ts";
import type { ServersContext } from "./servers-context.ts";
import { prepareSite } from "./site.ts";

const FREE_DEADLINE_MS = 60_000;

/**
 * Moves the endpoint of an instance that was renamed to the address of its new name, with a certificate for it; clients
 * of the old one are cut off. Another instance that had the name until now may take a moment to leave the address.
 */
export async function renameEndpoint(context: ServersContext): Promise<void> {
  const { forwarders, site, wanted } = context.dependencies;
  await forwarders.close(site.resourceId);
  await prepareSite(site, wanted().requireTls);
  if (context.primary.isRunning()) await reloadParameters(context);
  await until(() => moveEndpoint(context).then(() => true), {
    what: `${site.endpointAddress}:${wanted().endpointPort} to be free for ${site.resourceId}`,
    deadlineMs: FREE_DEADLINE_MS,
  });
}
