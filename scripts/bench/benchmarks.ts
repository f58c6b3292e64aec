import { RDSClient } from "@aws-sdk/client-rds";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { benchControlPlane } from "./data/control-plane.ts";
import { benchFailovers } from "./data/failovers.ts";
import { benchPointInTime } from "./data/point-in-time.ts";
import { benchRedisFailovers } from "./data/redis-failovers.ts";
import { benchThroughput } from "./data/throughput.ts";
import { benchFailover } from "./failover.ts";
import type { Figure } from "./figure.ts";
import { benchMemory } from "./memory.ts";

type Benchmark = (instance: Instance) => Promise<Figure[]>;

/** What needs environment `local` deployed. */
export const OF_ENVIRONMENT: Readonly<Record<string, Benchmark>> = { memory: benchMemory, failover: benchFailover };

/** What an emulator with nothing in it is enough for; `data` names them all. */
export const OF_DATA: Readonly<Record<string, Benchmark>> = {
  throughput: (instance) => benchThroughput(new RDSClient({}), instance),
  failovers: (instance) => benchFailovers(new RDSClient({}), instance),
  redis: benchRedisFailovers,
  "point-in-time": (instance) => benchPointInTime(new RDSClient({}), instance),
  "control-plane": (instance) => benchControlPlane(new RDSClient({}), instance),
};
