import { EmulatorError } from "../../../errors.ts";

/** Names and values of postgresql.conf; values are quoted when rendered. */
export type Settings = Readonly<Record<string, string>>;

/** The content of a postgresql.conf. Throws `PostgresFailed` for what can't be written there safely. */
export function renderSettings(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${checkedName(name)} = ${quote(name, value)}\n`)
    .join("");
}

/** A libpq connection string, as in `primary_conninfo`. */
export function renderConnectionString(parameters: Settings): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${checkedName(name)}='${value.replace(/[\\']/g, "\\$&")}'`)
    .join(" ");
}

function checkedName(name: string): string {
  if (/^[a-z_][a-z0-9_.]*$/i.test(name)) return name;
  throw new EmulatorError("PostgresFailed", `${JSON.stringify(name)} is not the name of a PostgreSQL parameter.`);
}

function quote(name: string, value: string): string {
  if (/\p{Cc}/u.test(value)) {
    throw new EmulatorError("PostgresFailed", `The value of ${name} holds control characters; remove them.`);
  }
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
