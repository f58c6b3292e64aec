import type { RecoverCommand } from "../recovery/recover-command.ts";
import type { Killer } from "./killer.ts";
import type { ManagedCache } from "./managed-cache.ts";
import type { ManagedDatabase } from "./managed-database.ts";
import type { ManagedService } from "./managed-service.ts";
import type { RestorableDatabase } from "./restorable-database.ts";
import type { SystemRecord } from "./system-record.ts";
import type { UnsafeBackups } from "./unsafe-backups.ts";
import type { UnsafeStandby } from "./unsafe-standby.ts";

export type TargetKind = "local" | "aws";

/**
 * A deployed environment as the harness reaches it: its load balancer over HTTP, its infrastructure over AWS APIs.
 * Members that not every target has are optional capabilities; a scenario that needs one says so.
 */
export interface Target {
  readonly kind: TargetKind;
  readonly environment: string;
  readonly region: string;
  /** Origin of the load balancer, such as `https://127.64.0.5:8443`. */
  readonly apiOrigin: string;
  readonly merchant: MerchantLogin;
  readonly database: ManagedDatabase;
  readonly service: ManagedService;
  readonly cache: ManagedCache;
  readonly backups: RestorableDatabase;
  readonly recover: RecoverCommand;
  readonly unsafeBackups?: UnsafeBackups;
  readonly killer?: Killer;
  readonly unsafeStandby?: UnsafeStandby;
  /** What exactly is being judged: versions and digests, as the APIs give them now. */
  record(): Promise<SystemRecord>;
}

export interface MerchantLogin {
  readonly email: string;
  readonly password: string;
}
