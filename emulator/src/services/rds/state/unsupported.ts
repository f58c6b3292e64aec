import { rdsErrors } from "./rds-errors.ts";

/** Belongs to other engines: AWS refuses it for PostgreSQL. */
const OTHER_ENGINES = [
  ...["TdeCredentialArn", "TdeCredentialPassword", "CharacterSetName", "NcharCharacterSetName"],
  ...["Timezone", "DBSystemId", "MultiTenant", "ReplicaMode", "DBClusterIdentifier", "CustomIamInstanceProfile"],
];

/** AWS has it for PostgreSQL, the emulator doesn't yet: refused, because ignoring it would be a lie. */
const NOT_IMPLEMENTED = [
  ...["Domain", "DomainFqdn", "DomainOu", "DomainAuthSecretArn", "DomainDnsIps", "DomainIAMRoleName"],
  ...["AdditionalStorageVolumes", "ProcessorFeatures", "ManageMasterUserPassword", "RotateMasterUserPassword"],
  ...["MasterUserSecretKmsKeyId", "MasterUserAuthenticationType", "EnableIAMDatabaseAuthentication"],
  ...["EnableCustomerOwnedIp", "DedicatedLogVolume", "DBSecurityGroups"],
  ...["AutomationMode", "AwsBackupRecoveryPointArn", "DBCapacityReservationIdentifier"],
];

/** Refuses members that ask for something which would not happen; false and empty lists ask for nothing. */
export function refuseUnsupported(input: object): void {
  const asked = Object.entries(input)
    .filter(([, value]) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0))
    .map(([name]) => name);
  const foreign = asked.find((name) => OTHER_ENGINES.includes(name));
  if (foreign) throw rdsErrors.invalidCombination(`${foreign} isn't supported for DB Engine postgres.`);
  const missing = asked.find((name) => NOT_IMPLEMENTED.includes(name));
  if (missing) throw rdsErrors.notImplemented(`The parameter ${missing}`);
}
