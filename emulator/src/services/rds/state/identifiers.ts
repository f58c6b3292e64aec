import { rdsErrors } from "./rds-errors.ts";

const NAME_RULE =
  "Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.";

/** AWS's rule for DB instance and DB parameter group names, which it keeps in lower case. */
export function checkedIdentifier(parameter: string, value: string, lengthMax: number): string {
  if (value.length > lengthMax || !/^[a-z](-?[a-z0-9])*$/i.test(value)) {
    throw rdsErrors.invalidValue(`The parameter ${parameter} is not a valid identifier. ${NAME_RULE}`);
  }
  return value.toLowerCase();
}

/** DB subnet groups may also hold periods, underscores and spaces; `default` is AWS's own. */
export function checkedSubnetGroupName(value: string): string {
  if (value.length > 255 || !/^[a-z0-9._ -]+$/i.test(value) || value.toLowerCase() === "default") {
    throw rdsErrors.invalidValue(
      "The parameter DBSubnetGroupName is not a valid identifier. It must contain no more than 255 letters, numbers, periods, underscores, spaces, or hyphens, and must not be default.",
    );
  }
  return value.toLowerCase();
}

const RESERVED_USERS =
  /^(admin|administrator|rdsadmin|rdsrepladmin|rds_.*|pg_.*|public|none|user|current_user|session_user)$/i;

export function checkedMasterUsername(value: string | undefined): string {
  if (value === undefined) throw rdsErrors.invalidValue("The parameter MasterUsername must be provided.");
  if (!/^[a-z][a-z0-9_]{0,62}$/i.test(value)) {
    throw rdsErrors.invalidValue(
      "The parameter MasterUsername is not a valid identifier. It must be 1 to 63 letters, numbers, or underscores, and begin with a letter.",
    );
  }
  if (RESERVED_USERS.test(value)) {
    throw rdsErrors.invalidValue(`MasterUsername ${value} cannot be used as it is a reserved word used by the engine`);
  }
  return value;
}

/** The message never holds the password. PostgreSQL's limits are 8 to 128 characters. */
export function checkedMasterPassword(value: string): string {
  const invalid = "The parameter MasterUserPassword is not a valid password";
  if (value.length < 8) throw rdsErrors.invalidValue(`${invalid} because it is shorter than 8 characters.`);
  if (value.length > 128) throw rdsErrors.invalidValue(`${invalid} because it is longer than 128 characters.`);
  if (!/^[\x21-\x7e]+$/.test(value) || /[/@"]/.test(value)) {
    throw rdsErrors.invalidValue(`${invalid}. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`);
  }
  return value;
}

const RESERVED_DATABASES = /^(rdsadmin|template0|template1)$/i;

export function checkedDatabaseName(value: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/i.test(value)) {
    throw rdsErrors.invalidValue(
      "DBName must begin with a letter and contain only alphanumeric characters and underscores, at most 63.",
    );
  }
  if (RESERVED_DATABASES.test(value)) {
    throw rdsErrors.invalidValue(`DBName ${value} cannot be used. It is a reserved word for this engine`);
  }
  return value;
}
