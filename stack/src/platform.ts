import type { Cache } from "./cache.ts";
import type { Cluster } from "./cluster.ts";
import type { Data } from "./data.ts";
import type { Network } from "./network.ts";
import type { Repositories } from "./repositories.ts";
import type { Secrets } from "./secrets.ts";

/** What the platform stack offers to tasks and to the app stack. */
export interface Platform {
  readonly network: Network;
  readonly repositories: Repositories;
  readonly secrets: Secrets;
  readonly data: Data;
  readonly cache: Cache;
  readonly cluster: Cluster;
}
