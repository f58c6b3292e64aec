import type { CreateReplicationGroupMessage } from "@aws-sdk/client-elasticache";
import { checkedEngine, type EngineVersion } from "./engines.ts";
import { elasticacheErrors } from "./errors.ts";
import type { SnapshotRecord } from "./snapshot.ts";

type RestoreInput = Pick<
  CreateReplicationGroupMessage,
  | "Engine"
  | "EngineVersion"
  | "CacheNodeType"
  | "Port"
  | "CacheSubnetGroupName"
  | "CacheParameterGroupName"
  | "AutoMinorVersionUpgrade"
>;

/** What a snapshot remembers of its source takes the place of what the request leaves out. */
export function withOrigin<Input extends RestoreInput>(
  input: Input,
  around: { readonly snapshot?: SnapshotRecord | undefined; readonly engineVersions: readonly EngineVersion[] },
): Input {
  const { snapshot, engineVersions } = around;
  if (!snapshot) return input;
  if (snapshot.status !== "available") {
    throw elasticacheErrors.invalidSnapshotState(
      `Snapshot ${snapshot.name} is not in available state, it is ${snapshot.status}.`,
    );
  }
  const { origin } = snapshot;
  const engine = checkedEngine(input.Engine ?? origin.engine);
  if (origin.engine === "valkey" && engine === "redis") {
    throw elasticacheErrors.invalidCombination(
      `The snapshot ${snapshot.name} of engine valkey can't be restored to engine redis.`,
    );
  }
  const isSame = engine === origin.engine;
  const isPresent = engineVersions.some((each) => each.engine === engine && each.version === origin.engineVersion);
  return {
    ...input,
    Engine: engine,
    EngineVersion: input.EngineVersion ?? (isSame && isPresent ? origin.engineVersion : undefined),
    CacheNodeType: input.CacheNodeType ?? origin.nodeType,
    Port: input.Port ?? origin.port,
    CacheSubnetGroupName: input.CacheSubnetGroupName ?? origin.subnetGroupName,
    CacheParameterGroupName:
      input.CacheParameterGroupName ?? (isSame && isPresent ? origin.parameterGroupName : undefined),
    AutoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? origin.autoMinorVersionUpgrade,
  };
}
