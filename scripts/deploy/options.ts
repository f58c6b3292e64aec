import { parseArgs } from "node:util";
import { environmentNamed, type Environment } from "@payment-system/stack/environments";
import { StackError } from "@payment-system/stack/errors";
import { DeployError } from "./errors.ts";

export const COMMANDS = {
  all: "bootstrap, infra, images, migrate and services, one after the other; with --seed, seed too",
  bootstrap: "prepare the account and region for the CDK, unless that was done",
  infra: "deploy the platform stack: network, repositories, secrets, database, Redis, cluster",
  images: "build the images of backend and frontend and push what the repositories lack",
  migrate: "run the database migrations as a one-off task",
  services: "deploy the app stack and wait until its tasks run the latest images",
  seed: "create the demo merchant by a one-off task",
  status: "show stacks, database, Redis, images and services",
  destroy: "remove both stacks; needs --yes",
} as const;

export type CommandName = keyof typeof COMMANDS;

export interface Options {
  readonly command: CommandName;
  readonly environment: Environment;
  readonly builder: "oci" | "docker" | undefined;
  readonly certificateArn: string | undefined;
  readonly domainName: string | undefined;
  readonly seed: boolean;
  readonly json: boolean;
  readonly yes: boolean;
}

const OPTIONS = {
  env: { type: "string" },
  builder: { type: "string" },
  "certificate-arn": { type: "string" },
  "domain-name": { type: "string" },
  seed: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  yes: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Undefined when help is asked for. Throws `InvalidOption`. `ENVIRONMENT`, `CERTIFICATE_ARN` and `DOMAIN_NAME` are defaults. */
export function parseOptions(args: readonly string[], shell: NodeJS.ProcessEnv): Options | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  const [command, ...more] = positionals;
  if (command === undefined || !Object.hasOwn(COMMANDS, command)) {
    const given = command === undefined ? "No command is given" : `"${command}" is not a command`;
    throw new DeployError("InvalidOption", `${given}; choose one of ${Object.keys(COMMANDS).join(", ")}.`);
  }
  if (more.length > 0) throw new DeployError("InvalidOption", `"${more.join(" ")}" is too much; give one command.`);
  const { builder } = values;
  if (builder !== undefined && builder !== "oci" && builder !== "docker") {
    throw new DeployError("InvalidOption", `"${builder}" is not a builder; choose oci or docker.`);
  }
  return {
    command: command as CommandName,
    environment: environment(values.env ?? shell["ENVIRONMENT"]),
    builder,
    certificateArn: values["certificate-arn"] || shell["CERTIFICATE_ARN"] || undefined,
    domainName: values["domain-name"] || shell["DOMAIN_NAME"] || undefined,
    seed: values.seed,
    json: values.json,
    yes: values.yes,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const [reason] = (error as Error).message.split(". ");
    throw new DeployError("InvalidOption", `${reason}; see npm run deploy -- --help.`, { cause: error });
  }
}

function environment(name: string | undefined): Environment {
  try {
    return environmentNamed(name);
  } catch (error) {
    if (!(error instanceof StackError)) throw error;
    throw new DeployError("InvalidOption", `${error.message.slice(0, -1)} with --env.`, { cause: error });
  }
}
