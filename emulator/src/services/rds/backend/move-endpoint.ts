import type { ServersContext } from "./servers-context.ts";

/** Has the endpoint listen where it is wanted now; clients are cut off, as the restart of AWS's cuts them off. */
export async function moveEndpoint(context: ServersContext): Promise<void> {
  await context.listen();
  if (context.primary.isRunning()) await context.point("primary");
}
