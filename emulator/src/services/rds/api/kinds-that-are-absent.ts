import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../wire/handlers.ts";
import { AwsError } from "../../../wire/aws-error.ts";

/** There are no DB clusters here; creating one is refused. */
export function describeDbClusters(): Handler<typeof rds, "DescribeDBClusters"> {
  return async ({ DBClusterIdentifier: asked }) => {
    if (asked !== undefined) throw absent("DBClusterNotFoundFault", `DBCluster ${asked} not found.`);
    return { DBClusters: [] };
  };
}

export function describeDbClusterSnapshots(): Handler<typeof rds, "DescribeDBClusterSnapshots"> {
  return async ({ DBClusterSnapshotIdentifier: asked }) => {
    if (asked !== undefined) throw absent("DBClusterSnapshotNotFoundFault", `DBClusterSnapshot ${asked} not found.`);
    return { DBClusterSnapshots: [] };
  };
}

/** DB security groups belong to EC2-Classic, which is gone. */
export function describeDbSecurityGroups(): Handler<typeof rds, "DescribeDBSecurityGroups"> {
  return async ({ DBSecurityGroupName: asked }) => {
    if (asked !== undefined) throw absent("DBSecurityGroupNotFound", `DBSecurityGroup ${asked} not found.`);
    return { DBSecurityGroups: [] };
  };
}

export function describeReservedDbInstances(): Handler<typeof rds, "DescribeReservedDBInstances"> {
  return async ({ ReservedDBInstanceId: asked }) => {
    if (asked !== undefined) throw absent("ReservedDBInstanceNotFound", `ReservedDBInstance ${asked} not found.`);
    return { ReservedDBInstances: [] };
  };
}

export function describeGlobalClusters(): Handler<typeof rds, "DescribeGlobalClusters"> {
  return async ({ GlobalClusterIdentifier: asked }) => {
    if (asked !== undefined) throw absent("GlobalClusterNotFoundFault", `Global cluster ${asked} not found.`);
    return { GlobalClusters: [] };
  };
}

export function describeDbProxies(): Handler<typeof rds, "DescribeDBProxies"> {
  return async ({ DBProxyName: asked }) => {
    if (asked !== undefined) throw absent("DBProxyNotFoundFault", `DBProxy ${asked} not found.`);
    return { DBProxies: [] };
  };
}

function absent(code: string, message: string): AwsError {
  return new AwsError(code, message, 404);
}
