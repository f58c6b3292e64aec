import type * as rds from "@aws-sdk/client-rds";
import { AwsError } from "../../wire/aws-error.ts";
import { changedProperties, hasChanged } from "../changed-properties.ts";
import { omit } from "../omit.ts";
import { physicalName } from "../physical-name.ts";
import type { Properties, Resource, ResourceContext, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { stabilize } from "../stabilize.ts";
import { unlessGone } from "../unless-gone.ts";
import { afterCreation, createReadReplica, isPromotion, isReadReplica } from "./read-replica.ts";
import { afterRestore, isRestored, restoreInstance } from "./restored-instance.ts";
import { updateRdsTags } from "./rds-tags.ts";

const NAME_LENGTH_MAX = 63;
const SNAPSHOT_NAME_LENGTH_MAX = 255;

const CREATE_ALIASES = { VPCSecurityGroups: "VpcSecurityGroupIds" };
const MODIFY_ALIASES = { ...CREATE_ALIASES, Port: "DBPortNumber" };

/** Properties that say how later operations are done. */
const NOT_FOR_CREATE = [
  "AllowMajorVersionUpgrade",
  "ApplyImmediately",
  "CertificateRotationRestart",
  "DeleteAutomatedBackups",
  "UseDefaultProcessorFeatures",
];
const NOT_FOR_MODIFY = [
  ...["DBInstanceIdentifier", "DeleteAutomatedBackups", "EnableCloudwatchLogsExports", "SourceDBInstanceIdentifier"],
  ...["DBSnapshotIdentifier", "Tags"],
];
/** Those of `NOT_FOR_CREATE` that qualify a modification. */
const QUALIFIERS = ["AllowMajorVersionUpgrade", "CertificateRotationRestart"];

const FAILED_STATES = /^(failed|incompatible-.*|inaccessible-encryption-credentials|storage-full|restore-error)$/;

/** AWS::RDS::DBInstance; Ref is the identifier. Stable means `available` with nothing pending but a reboot. */
export function dbInstanceType(call: ServiceCalls<typeof rds>): ResourceType {
  const find = async (identifier: string, context: ResourceContext): Promise<rds.DBInstance | undefined> => {
    const described = call("DescribeDBInstances", { DBInstanceIdentifier: identifier }, context.call);
    return (await unlessGone(described))?.DBInstances?.[0];
  };
  const available = (identifier: string, context: ResourceContext): Promise<Resource> =>
    stabilize(`DB instance ${identifier} to be available`, async () => {
      const instance = await find(identifier, context);
      const status = instance?.DBInstanceStatus ?? "deleted";
      if (!instance || FAILED_STATES.test(status)) throw notStable(`DB instance ${identifier} is ${status}.`);
      return status === "available" ? asResource(instance) : undefined;
    });
  return {
    create: async (properties, context) => {
      const DBInstanceIdentifier = properties["DBInstanceIdentifier"] ?? defaultName(context);
      const input = { ...omit(properties, NOT_FOR_CREATE), DBInstanceIdentifier };
      const { DBInstance } = await begin(call, input, context);
      const identifier = DBInstance!.DBInstanceIdentifier!;
      context.exists(identifier);
      const created = await available(identifier, context);
      const changes = laterChanges(properties);
      if (Object.keys(changes).length === 0) return created;
      const modification = { ...changes, DBInstanceIdentifier: identifier, ApplyImmediately: true };
      await call("ModifyDBInstance", modification, context.call);
      return available(identifier, context);
    },
    update: async (identifier, properties, previous, context) => {
      if (isPromotion(properties, previous)) {
        await call("PromoteReadReplica", { DBInstanceIdentifier: identifier }, context.call);
        await available(identifier, context);
      }
      const changes = modification(properties, previous);
      if (Object.keys(changes).length > 0) {
        const input = { ApplyImmediately: true, ...changes, DBInstanceIdentifier: identifier };
        await call("ModifyDBInstance", input, context.call, MODIFY_ALIASES);
      }
      const { attributes } = await available(identifier, context);
      await updateRdsTags(call, attributes["DBInstanceArn"] as string, properties, previous, context.call);
      return available(identifier, context);
    },
    delete: async (identifier, properties, context) => {
      if (!(await find(identifier, context))) return;
      const input = { DBInstanceIdentifier: identifier, ...finalSnapshot(context), ...backupDeletion(properties) };
      await unlessGone(call("DeleteDBInstance", input, context.call));
      await stabilize(`DB instance ${identifier} to be deleted`, async () =>
        (await find(identifier, context)) ? undefined : true,
      );
    },
  };
}

function begin(
  call: ServiceCalls<typeof rds>,
  input: Properties,
  context: ResourceContext,
): Promise<{ DBInstance?: rds.DBInstance | undefined }> {
  if (isReadReplica(input)) return createReadReplica(call, input, context, CREATE_ALIASES);
  if (isRestored(input)) return restoreInstance(call, input, context, CREATE_ALIASES);
  return call("CreateDBInstance", omit(input, ["DBSnapshotIdentifier"]), context.call, CREATE_ALIASES);
}

function laterChanges(properties: Properties): Properties {
  if (isReadReplica(properties)) return afterCreation(properties);
  return isRestored(properties) ? afterRestore(properties) : {};
}

function modification(properties: Properties, previous: Properties): Properties {
  const changed = omit(changedProperties(properties, previous), NOT_FOR_MODIFY);
  const exports = hasChanged("EnableCloudwatchLogsExports", properties, previous)
    ? { CloudwatchLogsExportConfiguration: logExports(properties, previous) }
    : {};
  const isQualifierOnly = Object.keys(changed).every((name) => NOT_FOR_CREATE.includes(name));
  if (isQualifierOnly && Object.keys(exports).length === 0) return {};
  const qualifiers = Object.fromEntries(
    QUALIFIERS.filter((name) => name in properties).map((name) => [name, properties[name]]),
  );
  return { ...changed, ...qualifiers, ...exports };
}

function logExports(properties: Properties, previous: Properties): object {
  const wanted = (properties["EnableCloudwatchLogsExports"] ?? []) as readonly string[];
  const known = (previous["EnableCloudwatchLogsExports"] ?? []) as readonly string[];
  return {
    EnableLogTypes: wanted.filter((type) => !known.includes(type)),
    DisableLogTypes: known.filter((type) => !wanted.includes(type)),
  };
}

function finalSnapshot(context: ResourceContext): object {
  if (context.deletionPolicy !== "Snapshot") return { SkipFinalSnapshot: true };
  const name = physicalName({ ...context, stackName: `${context.stackName}-snapshot` }, SNAPSHOT_NAME_LENGTH_MAX);
  return { SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: name.toLowerCase() };
}

function backupDeletion({ DeleteAutomatedBackups }: Properties): object {
  return DeleteAutomatedBackups === undefined ? {} : { DeleteAutomatedBackups };
}

function defaultName(context: ResourceContext): string {
  return physicalName(context, NAME_LENGTH_MAX).toLowerCase();
}

function asResource(instance: rds.DBInstance): Resource {
  const { DBInstanceIdentifier, DBInstanceArn, DbiResourceId, Endpoint, CertificateDetails, MasterUserSecret } =
    instance;
  return {
    identifier: DBInstanceIdentifier!,
    attributes: { DBInstanceArn, DbiResourceId, Endpoint, CertificateDetails, MasterUserSecret },
  };
}

function notStable(message: string): AwsError {
  return new AwsError("NotStabilized", message);
}
