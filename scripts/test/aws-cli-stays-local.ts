import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Instance } from "@payment-system/emulator/instance/instance";
import { ScriptError } from "../launcher/script-error.mjs";
import { localEnvironment } from "../local/aws-environment.ts";
import { BIN, installAws } from "../local/install-aws.ts";

const execFileAsync = promisify(execFile);
const SERVICE = ["--cluster", "payment-system-local-cluster", "--services", "payment-system-local-backend"];
const ONE_SERVICE = ["--cluster", "payment-system-local-cluster", "--service", "payment-system-local-backend"];
const BACKEND_LOGS = ["--log-group-name", "/ecs/payment-system-local/backend"];
const REDIS = ["--replication-group-id", "payment-system-local-redis"];
const BACKUP = ["--snapshot-name", "payment-system-redis-backup"];
const RESTORED = ["--cache-cluster-id", "payment-system-restored"];
const DATABASE = ["--db-instance-identifier", "payment-system-local-db"];
/** As the guide names it: $(date +%Y%m%d%H%M%S). */
const STAMP = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
const SNAPSHOT = ["--db-snapshot-identifier", `payment-system-${STAMP}`];
const RESTORED_DATABASE = ["--db-instance-identifier", "payment-system-restored"];

/**
 * The operators' guide's commands, with what each must print. What takes its time is begun early and waited for late, for
 * the CLI looks every 15 or 30 s only.
 */
const COMMANDS: readonly { readonly command: readonly string[]; readonly prints: RegExp }[] = [
  { command: ["ecs", "describe-services", ...SERVICE], prints: /"runningCount": 2/ },
  { command: ["rds", "describe-db-instances", ...DATABASE], prints: /"MultiAZ": true/ },
  { command: ["ecs", "update-service", ...ONE_SERVICE, "--desired-count", "3"], prints: /"desiredCount": 3/ },
  {
    command: ["rds", "modify-db-instance", ...DATABASE, "--db-instance-class", "db.r6g.xlarge", "--apply-immediately"],
    prints: /"DBInstanceStatus": "modifying"/,
  },
  { command: ["elasticache", "create-snapshot", ...REDIS, ...BACKUP], prints: /"SnapshotStatus": "creating"/ },
  { command: ["logs", "tail", "/ecs/payment-system-local/backend", "--since", "1h"], prints: /Server listening/ },
  {
    command: ["logs", "filter-log-events", ...BACKEND_LOGS, "--filter-pattern", "ERROR"],
    prints: /"events"(?![^]*Server listening)/,
  },
  {
    command: ["logs", "filter-log-events", ...BACKEND_LOGS, "--filter-pattern", '{ $.msg = "Server listening*" }'],
    prints: /Server listening/,
  },
  { command: ["ec2", "describe-security-groups"], prints: /payment-system-local/ },
  { command: ["sqs", "list-queues"], prints: /^$/ },
  { command: ["elasticache", "wait", "replication-group-available", ...REDIS], prints: /^$/ },
  { command: ["elasticache", "describe-snapshots", ...BACKUP], prints: /"SnapshotStatus": "available"/ },
  {
    command: ["elasticache", "create-cache-cluster", ...RESTORED, ...BACKUP],
    prints: /"CacheClusterStatus": "creating"/,
  },
  { command: ["rds", "wait", "db-instance-available", ...DATABASE], prints: /^$/ },
  { command: ["rds", "describe-db-instances", ...DATABASE], prints: /"DBInstanceClass": "db.r6g.xlarge"/ },
  { command: ["rds", "create-db-snapshot", ...DATABASE, ...SNAPSHOT], prints: /"Status": "creating"/ },
  { command: ["ecs", "wait", "services-stable", ...SERVICE], prints: /^$/ },
  { command: ["ecs", "describe-services", ...SERVICE], prints: /"runningCount": 3/ },
  { command: ["rds", "wait", "db-snapshot-completed", ...SNAPSHOT], prints: /^$/ },
  { command: ["rds", "describe-db-snapshots", ...SNAPSHOT], prints: /"PercentProgress": 100/ },
  {
    command: ["rds", "restore-db-instance-from-db-snapshot", ...RESTORED_DATABASE, ...SNAPSHOT],
    prints: /"DBInstanceStatus": "creating"/,
  },
  { command: ["elasticache", "wait", "cache-cluster-available", ...RESTORED], prints: /^$/ },
  {
    command: ["elasticache", "describe-cache-clusters", ...RESTORED, "--show-cache-node-info"],
    prints: /"CacheNodeStatus": "available"/,
  },
  { command: ["elasticache", "delete-cache-cluster", ...RESTORED], prints: /"CacheClusterStatus": "deleting"/ },
  { command: ["elasticache", "delete-snapshot", ...BACKUP], prints: /"SnapshotStatus": "deleting"/ },
  { command: ["rds", "wait", "db-instance-available", ...RESTORED_DATABASE], prints: /^$/ },
  { command: ["rds", "describe-db-instances", ...RESTORED_DATABASE], prints: /"DBInstanceClass": "db.r6g.xlarge"/ },
  { command: ["rds", "delete-db-instance", ...RESTORED_DATABASE, "--skip-final-snapshot"], prints: /"deleting"/ },
  { command: ["rds", "delete-db-snapshot", ...SNAPSHOT], prints: /"Status": "deleted"/ },
  { command: ["rds", "wait", "db-instance-deleted", ...RESTORED_DATABASE], prints: /^$/ },
  { command: ["rds", "wait", "db-instance-available", ...DATABASE], prints: /^$/ },
];

/** Runs the guide's commands with the `aws` of `.local/bin`; whatever would leave 127.0.0.1 meets a proxy that counts it. */
export async function awsCliStaysLocal(instance: Instance): Promise<void> {
  installAws();
  let strays = 0;
  const proxy = createServer((socket) => {
    strays++;
    socket.destroy();
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const trap = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const env = { ...localEnvironment(instance), HTTP_PROXY: trap, HTTPS_PROXY: trap, NO_PROXY: "127.0.0.1" };
  try {
    for (const { command, prints } of COMMANDS) {
      const { stdout } = await execFileAsync(join(BIN, "aws"), command, { env, maxBuffer: 64 * 1024 * 1024 });
      if (!prints.test(stdout.trim())) {
        throw new ScriptError(`aws ${command.join(" ")} did not print ${prints} but:\n${stdout.slice(0, 2_000)}`);
      }
    }
  } finally {
    proxy.close();
  }
  if (strays > 0)
    throw new ScriptError(`The aws of .local/bin tried to reach something beyond 127.0.0.1 ${strays} times.`);
}
