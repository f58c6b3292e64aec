import type { ServersContext } from "./servers-context.ts";

/** Has the endpoint listen where it is wanted now; clients of another port are cut off, as AWS's restart does it. */
export async function moveEndpoint(context: ServersContext): Promise<void> {
  if (!context.listensAsWanted()) await context.listen();
  if (context.primary.isRunning()) await context.point("primary");
}
