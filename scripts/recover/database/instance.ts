import { DescribeDBInstancesCommand, type DBInstance } from "@aws-sdk/client-rds";
import type { AwsClients } from "../../deploy/aws/clients.ts";
import { orNothing } from "../../deploy/aws/or-nothing.ts";
import { DeployError } from "../../deploy/errors.ts";
import { until } from "../../deploy/until.ts";

const AVAILABLE_WITHIN_MS = 60 * 60_000;
const INTERVAL_MS = 1_000;
/** Statuses from which an instance never becomes available by itself. */
const HOPELESS = new Set(["failed", "deleting", "incompatible-restore", "incompatible-parameters", "storage-full"]);

export async function instanceNamed({ rds }: AwsClients, identifier: string): Promise<DBInstance | undefined> {
  const found = await orNothing("DBInstanceNotFound", () =>
    rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier })),
  );
  return found?.DBInstances?.[0];
}

/** Waits until the instance is there and available, and `also` holds. Throws `RecoveryFailed` if it never will. */
export async function availableInstance(
  clients: AwsClients,
  identifier: string,
  report: (line: string) => void,
  also: (instance: DBInstance) => boolean = () => true,
): Promise<DBInstance> {
  let told: string | undefined;
  return until(
    async () => {
      const instance = await instanceNamed(clients, identifier);
      const status = instance?.DBInstanceStatus ?? "not there yet";
      if (status !== told) report(`${identifier} is ${status}`);
      told = status;
      if (HOPELESS.has(status)) {
        throw new DeployError(
          "RecoveryFailed",
          `${identifier} is ${status}; look at its events with aws rds describe-events.`,
        );
      }
      return instance && status === "available" && also(instance) ? instance : undefined;
    },
    { what: `${identifier} to be available`, deadlineMs: AVAILABLE_WITHIN_MS, intervalMs: INTERVAL_MS },
  );
}
