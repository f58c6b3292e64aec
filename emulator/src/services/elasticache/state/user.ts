import type { CreateUserMessage, ModifyUserMessage, User } from "@aws-sdk/client-elasticache";
import { passwordHash } from "./password-hash.ts";
import { accessRules } from "./access-string.ts";
import { checkedEngine, type Engine } from "./engines.ts";
import { elasticacheErrors } from "./errors.ts";
import { tagRecord } from "./tags.ts";

/** How a user logs in; passwords are kept as SHA-256, which is all that the servers need. */
export type UserAuthentication =
  { readonly type: "no-password" } | { readonly type: "password"; readonly passwordHashes: readonly string[] };

/** A user as it is kept in the Store, by its id. */
export interface UserRecord {
  readonly id: string;
  /** What clients log in as; `default` for those who give no name. */
  readonly name: string;
  readonly engine: Engine;
  readonly status: "active" | "modifying" | "deleting";
  readonly accessString: string;
  readonly authentication: UserAuthentication;
  readonly tags: Record<string, string>;
}

/** The user that every account has and that can be neither changed nor deleted. */
export const DEFAULT_USER: UserRecord = {
  id: "default",
  name: "default",
  engine: "redis",
  status: "active",
  accessString: "on ~* +@all",
  authentication: { type: "no-password" },
  tags: {},
};

const ID_LENGTH_MAX = 40;
const NAME_LENGTH_MAX = 120;
const PASSWORDS_MAX = 2;
const NO_PASSWORD = "no-password-required";
const AUTHENTICATION_TYPES: readonly string[] = ["password", NO_PASSWORD, "iam"];
/** Names of the emulator's own users of every server. */
const RESERVED_NAME = /^elasticache-/i;

/** Of users and user groups; AWS keeps them in lower case. */
export function checkedId(parameter: "UserId" | "UserGroupId", value: string): string {
  if (value.length <= ID_LENGTH_MAX && /^[a-z][a-z0-9-]*$/i.test(value)) return value.toLowerCase();
  throw elasticacheErrors.invalidValue(
    `The parameter ${parameter} is not valid. It must have 1 to ${ID_LENGTH_MAX} letters, digits and hyphens and begin with a letter.`,
  );
}

/** Throws AWS's error for what it would refuse. */
export function newUser(input: CreateUserMessage): UserRecord {
  const id = checkedId("UserId", input.UserId!);
  const name = input.UserName!;
  if (name.length > NAME_LENGTH_MAX || !/^[\x21-\x7e]+$/.test(name) || RESERVED_NAME.test(name)) {
    throw elasticacheErrors.invalidValue(`Invalid UserName: ${name.slice(0, NAME_LENGTH_MAX)}`);
  }
  accessRules(input.AccessString!);
  const authentication = askedAuthentication(input);
  if (!authentication) throw elasticacheErrors.authenticationType(undefined);
  const engine = checkedEngine(input.Engine);
  const accessString = input.AccessString!;
  return { id, name, engine, status: "active", accessString, authentication, tags: tagRecord(input.Tags) };
}

export function modifiedUser(user: UserRecord, input: ModifyUserMessage): UserRecord {
  if (input.AccessString !== undefined && input.AppendAccessString !== undefined) {
    throw elasticacheErrors.invalidCombination("AccessString and AppendAccessString can't be specified together.");
  }
  const appended = input.AppendAccessString === undefined ? "" : ` ${input.AppendAccessString}`;
  const accessString = `${input.AccessString ?? user.accessString}${appended}`;
  accessRules(accessString);
  const engine = input.Engine === undefined ? user.engine : checkedEngine(input.Engine);
  const authentication = askedAuthentication(input) ?? user.authentication;
  return { ...user, engine, accessString, authentication, status: "modifying" };
}

type AskedAuthentication = Pick<CreateUserMessage, "Passwords" | "NoPasswordRequired" | "AuthenticationMode">;

/** Undefined when the request says nothing about it. */
function askedAuthentication(input: AskedAuthentication): UserAuthentication | undefined {
  const { AuthenticationMode: mode, NoPasswordRequired: isOpen = false } = input;
  const given = [input.Passwords, mode?.Passwords].filter((passwords) => passwords !== undefined);
  const passwords = given.flat();
  const type = mode?.Type ?? (isOpen ? NO_PASSWORD : passwords.length > 0 ? "password" : undefined);
  if (type === undefined && mode === undefined) return undefined;
  if (type === undefined || !AUTHENTICATION_TYPES.includes(type)) throw elasticacheErrors.authenticationType(type);
  if (isOpen && type !== NO_PASSWORD) {
    throw elasticacheErrors.invalidCombination(
      `No password required flag is true but provided authentication type is ${type}`,
    );
  }
  if (type !== "password" && passwords.length > 0) {
    throw elasticacheErrors.invalidCombination(`Password field is not allowed with authentication type: ${type}`);
  }
  if (type === "iam") throw elasticacheErrors.notImplemented("The authentication type iam");
  if (type === NO_PASSWORD) return { type: "no-password" };
  if (given.length > 1) {
    throw elasticacheErrors.invalidCombination("Passwords provided via multiple arguments. Use only one argument");
  }
  return { type: "password", passwordHashes: checkedPasswords(passwords).map(checkedPasswordHash) };
}

function checkedPasswords(passwords: readonly string[]): readonly string[] {
  if (passwords.length === 0) {
    throw elasticacheErrors.invalidCombination(
      "A user with Authentication Mode: password, must have at least one password",
    );
  }
  if (passwords.length <= PASSWORDS_MAX) return passwords;
  throw elasticacheErrors.invalidValue(`A user must have 1 to ${PASSWORDS_MAX} passwords.`);
}

/** The message never holds the password. */
function checkedPasswordHash(password: string): string {
  if (/^[\x21-\x7e]{16,128}$/.test(password)) return passwordHash(password);
  throw elasticacheErrors.invalidValue("Passwords length must be between 16-128 characters.");
}

export interface UserSurroundings {
  readonly arn: string;
  readonly groupIds: readonly string[];
}

export function describeUser(user: UserRecord, { arn, groupIds }: UserSurroundings): User {
  const { authentication } = user;
  const isOpen = authentication.type === "no-password";
  return {
    UserId: user.id,
    UserName: user.name,
    Status: user.status,
    Engine: user.engine,
    MinimumEngineVersion: user.engine === "valkey" ? "7.2" : "6.0",
    AccessString: user.accessString,
    UserGroupIds: [...groupIds],
    Authentication: isOpen
      ? { Type: "no-password" }
      : { Type: "password", PasswordCount: authentication.passwordHashes.length },
    ARN: arn,
  };
}
