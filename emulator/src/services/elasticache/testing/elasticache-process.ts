import type { Instance } from "../../../instance/instance.ts";
import { startElasticacheEnvironment } from "./elasticache-environment.ts";

/**
 * The ElastiCache part of an emulator as a process of its own, to be killed with SIGKILL: forked with the instance as
 * JSON, it says `ready` and tests the failover of the groups that it is told.
 */
const instance = JSON.parse(process.argv[2]!) as Instance;
const environment = await startElasticacheEnvironment(instance);
const testFailover = async (ReplicationGroupId: string): Promise<string> => {
  await environment.untilAvailable(ReplicationGroupId);
  await environment.client.testFailover({ ReplicationGroupId, NodeGroupId: "0001" });
  return "accepted";
};
process.on("message", (identifier: string) => {
  testFailover(identifier).then(
    (answer) => process.send?.(answer),
    (error: unknown) => process.send?.(String(error)),
  );
});
process.send?.("ready");
