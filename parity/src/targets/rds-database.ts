import {
  DescribeDBInstancesCommand,
  DescribeEventsCommand,
  RDSClient,
  RDSServiceException,
  RebootDBInstanceCommand,
  type DBInstance,
  type RDSClientConfig,
} from "@aws-sdk/client-rds";
import { ParityError } from "../errors.ts";
import type { DatabaseState, ManagedDatabase } from "./managed-database.ts";
import type { ServiceEvent } from "./service-event.ts";

const EVENT_WINDOW_MINUTES = 60;

/** A Multi-AZ instance of Amazon RDS. */
export class RdsDatabase implements ManagedDatabase {
  readonly identifier: string;
  readonly #rds: RDSClient;
  /** A fault is injected once: a retry by the SDK could fail the database over and back again. */
  readonly #rdsOnce: RDSClient;

  constructor(config: RDSClientConfig, identifier: string) {
    this.identifier = identifier;
    this.#rds = new RDSClient(config);
    this.#rdsOnce = new RDSClient({ ...config, maxAttempts: 1 });
  }

  async instance(): Promise<DBInstance> {
    const { DBInstances } = await this.#rds.send(
      new DescribeDBInstancesCommand({ DBInstanceIdentifier: this.identifier }),
    );
    const instance = DBInstances?.[0];
    if (!instance)
      throw new ParityError("EnvironmentUnknown", `There is no DB instance ${this.identifier}; deploy it.`);
    return instance;
  }

  async describe(): Promise<DatabaseState> {
    const instance = await this.instance();
    return {
      status: instance.DBInstanceStatus ?? "unknown",
      multiAz: instance.MultiAZ ?? false,
      availabilityZone: instance.AvailabilityZone ?? null,
      secondaryAvailabilityZone: instance.SecondaryAvailabilityZone ?? null,
    };
  }

  async forceFailover(): Promise<"accepted" | "unknown"> {
    try {
      await this.#rdsOnce.send(
        new RebootDBInstanceCommand({ DBInstanceIdentifier: this.identifier, ForceFailover: true }),
      );
      return "accepted";
    } catch (error) {
      if (error instanceof RDSServiceException && error.$fault === "client") throw error;
      return "unknown";
    }
  }

  async events(): Promise<ServiceEvent[]> {
    const { Events } = await this.#rds.send(
      new DescribeEventsCommand({
        SourceIdentifier: this.identifier,
        SourceType: "db-instance",
        Duration: EVENT_WINDOW_MINUTES,
      }),
    );
    return (Events ?? []).map((event) => ({
      date: (event.Date ?? new Date(0)).toISOString(),
      message: event.Message ?? "",
      categories: event.EventCategories ?? [],
    }));
  }

  close(): void {
    this.#rds.destroy();
    this.#rdsOnce.destroy();
  }
}
