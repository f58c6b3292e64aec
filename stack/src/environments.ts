import { StackError } from "./errors.ts";

/** What distinguishes one environment from another: sizes, counts, retention, protection. Nothing about the target. */
export interface Environment {
  readonly name: EnvironmentName;
  readonly network: {
    /** Environments don't overlap, so that they could be peered. */
    readonly cidr: string;
  };
  readonly database: {
    /** Without RDS's `db.` prefix. */
    readonly instanceType: string;
    readonly storageGiB: number;
    /** RDS grows the storage up to here by itself. */
    readonly storageGiBMax: number;
    readonly multiAz: boolean;
    /** For reads that may lag behind; takes its sizes from the database. */
    readonly readReplicas: 0 | 1;
    /** RDS allows 1 to 35. */
    readonly backupRetentionDays: number;
  };
  readonly cache: {
    /** Without ElastiCache's `cache.` prefix. */
    readonly nodeType: string;
    /** ElastiCache allows 1 to 35. */
    readonly snapshotRetentionDays: number;
  };
  readonly backend: ServiceSize & {
    /** Requests of one credential; few enough on a small environment that it can be shown to hold. */
    readonly rateLimitPerSecond: number;
  };
  readonly frontend: ServiceSize;
  /** A retention that CloudWatch Logs knows. */
  readonly logRetentionDays: 7 | 30 | 365;
  /** Images that an ECR repository keeps for going back. */
  readonly imagesKept: number;
  /** Refuses deletion of database and load balancer, and keeps images, secrets and logs when a stack goes. */
  readonly protected: boolean;
  /** Whether a removed database leaves a final snapshot. */
  readonly finalSnapshot: boolean;
}

/** A Fargate size: 1024 units are one vCPU. */
export interface TaskSize {
  readonly cpuUnits: number;
  readonly memoryMiB: number;
}

export interface ServiceSize extends TaskSize {
  readonly desiredCount: number;
}

export type EnvironmentName = "local" | "staging" | "production";

const local: Environment = {
  name: "local",
  network: { cidr: "10.10.0.0/16" },
  database: {
    instanceType: "t4g.micro",
    storageGiB: 20,
    storageGiBMax: 50,
    multiAz: true,
    readReplicas: 0,
    backupRetentionDays: 7,
  },
  cache: { nodeType: "t4g.micro", snapshotRetentionDays: 3 },
  backend: { desiredCount: 2, cpuUnits: 256, memoryMiB: 512, rateLimitPerSecond: 150 },
  frontend: { desiredCount: 1, cpuUnits: 256, memoryMiB: 512 },
  logRetentionDays: 7,
  imagesKept: 10,
  protected: false,
  finalSnapshot: false,
};

const staging: Environment = {
  name: "staging",
  network: { cidr: "10.20.0.0/16" },
  database: {
    instanceType: "t3.medium",
    storageGiB: 50,
    storageGiBMax: 200,
    multiAz: true,
    readReplicas: 0,
    backupRetentionDays: 7,
  },
  cache: { nodeType: "t4g.small", snapshotRetentionDays: 3 },
  backend: { desiredCount: 2, cpuUnits: 512, memoryMiB: 1024, rateLimitPerSecond: 1_000 },
  frontend: { desiredCount: 2, cpuUnits: 256, memoryMiB: 512 },
  logRetentionDays: 30,
  imagesKept: 20,
  protected: false,
  finalSnapshot: true,
};

const production: Environment = {
  name: "production",
  network: { cidr: "10.30.0.0/16" },
  database: {
    instanceType: "r6g.large",
    storageGiB: 100,
    storageGiBMax: 1000,
    multiAz: true,
    readReplicas: 0,
    backupRetentionDays: 30,
  },
  cache: { nodeType: "t4g.medium", snapshotRetentionDays: 3 },
  backend: { desiredCount: 3, cpuUnits: 1024, memoryMiB: 2048, rateLimitPerSecond: 1_000 },
  frontend: { desiredCount: 2, cpuUnits: 256, memoryMiB: 512 },
  logRetentionDays: 365,
  imagesKept: 50,
  protected: true,
  finalSnapshot: true,
};

export const environments: Readonly<Record<EnvironmentName, Environment>> = { local, staging, production };

/** Throws `UnknownEnvironment`, naming the valid ones; `value` comes from the command line. */
export function environmentNamed(value: unknown): Environment {
  const found = Object.values(environments).find((environment) => environment.name === value);
  if (found) return found;
  const given =
    typeof value === "string" && value !== "" ? `"${value}" is not an environment` : "No environment is given";
  throw new StackError("UnknownEnvironment", `${given}; choose one of ${Object.keys(environments).join(", ")}.`);
}
