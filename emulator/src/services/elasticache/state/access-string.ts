import { elasticacheErrors } from "./errors.ts";

const LENGTH_MAX = 10_000;
/** Who a user is and how it logs in is not an access string's business. */
const FORBIDDEN = /^([<>#!].*|nopass|resetpass|reset|clearselectors)$/i;

/**
 * The rules of an access string such as `on ~orders:* -@all +@read`, selectors in parentheses as one rule each. Throws
 * `InvalidParameterValue` for what ElastiCache refuses; the server itself may still refuse a rule.
 */
export function accessRules(accessString: string): string[] {
  const invalid = (): never => {
    throw elasticacheErrors.invalidValue(`Invalid access string provided: ${accessString.slice(0, 200)}`);
  };
  if (accessString.length > LENGTH_MAX || !/\S/.test(accessString) || /[^\x20-\x7e]/.test(accessString)) invalid();
  const rules = accessString.match(/\([^()]*\)|[^\s()]+|[()]/g) ?? [];
  const words = rules.flatMap((rule) => rule.replace(/^\(|\)$/g, " ").match(/\S+/g) ?? []);
  if (rules.some((rule) => rule === "(" || rule === ")") || words.some((word) => FORBIDDEN.test(word))) invalid();
  return rules;
}

/** Commands of a server, in lower case, subcommands as `acl|list`; and their categories. */
export interface KnownCommands {
  readonly commands: ReadonlySet<string>;
  readonly categories: ReadonlySet<string>;
}

/** The first command or category of an access string that a server does not know and therefore would not start with. */
export function unknownCommand(accessString: string, { commands, categories }: KnownCommands): string | undefined {
  const words = accessString.toLowerCase().match(/[^\s()]+/g) ?? [];
  return words.find((word) => {
    const [, category, command, subcommand] = /^[+-](?:@(.+)|([^@|]+)(?:\|(.*))?)$/.exec(word) ?? [];
    if (category !== undefined) return category !== "all" && !categories.has(category);
    if (command === undefined || command === "") return false;
    if (!commands.has(command)) return true;
    const hasSubcommands = [...commands].some((name) => name.startsWith(`${command}|`));
    return subcommand !== undefined && hasSubcommands && !commands.has(`${command}|${subcommand}`);
  });
}
