import type { Names } from "@payment-system/stack/names";
import { DeployError } from "../errors.ts";

/** A secret that an operator brings in a variable instead of the generated one. */
export interface OperatorSecret {
  readonly variable: keyof typeof RULES;
  readonly secretId: string;
  readonly value: string;
}

/** What AWS takes: see MasterUserPassword of CreateDBInstance and AuthToken of CreateReplicationGroup. */
const RULES = {
  DB_PASSWORD: {
    pattern: /^[!#-.0-?A-~]{8,128}$/,
    rule: 'needs 8 to 128 printable characters other than /, @, " and space',
  },
  JWT_SECRET: { pattern: /^[!-~]{32,512}$/, rule: "needs 32 to 512 printable characters without a space" },
  REDIS_AUTH_TOKEN: {
    pattern: /^[A-Za-z0-9!&#$^<>-]{16,128}$/,
    rule: "needs 16 to 128 letters, digits or characters of !&#$^<>-",
  },
} as const;

/** The secrets that stand in the guide's variables. Throws `InvalidSecret`, naming the variable and never its value. */
export function operatorSecrets(shell: NodeJS.ProcessEnv, names: Names): OperatorSecret[] {
  const ids = {
    DB_PASSWORD: names.databasePasswordSecret,
    JWT_SECRET: names.jwtSecret,
    REDIS_AUTH_TOKEN: names.redisAuthTokenSecret,
  };
  return (Object.keys(RULES) as (keyof typeof RULES)[]).flatMap((variable) => {
    const value = shell[variable];
    if (!value) return [];
    const { pattern, rule } = RULES[variable];
    if (!pattern.test(value)) throw new DeployError("InvalidSecret", `${variable} ${rule}.`);
    return [{ variable, secretId: ids[variable], value }];
  });
}
