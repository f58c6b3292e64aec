import { parseArgs } from "node:util";
import { main } from "../launcher/main.mjs";
import { ScriptError } from "../launcher/script-error.mjs";
import { awsVariables } from "./aws-environment.ts";
import { stopEmulator } from "./emulator-process.ts";
import { printEnv } from "./env.ts";
import { localInstance } from "./instance.ts";
import { printLogs } from "./logs.ts";
import { reset } from "./reset.ts";
import { printStatus } from "./status.ts";
import { trustLocalAuthority } from "./trust.ts";

const HELP = `Usage: npm run local -- COMMAND

  status [--json] [--env ENV]   what runs where, with URLs, a token and process ids
  stop                          stop everything; the data stays
  reset                         stop everything and delete the data
  logs [NAME] [--follow]        the end of the log files, or of those whose path contains NAME
  env                           shell exports for AWS tools: eval "$(npm run -s local -- env)"
  doctor                        what is missing and how to fix it
`;

await main(async (args: string[]) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: "boolean", short: "h", default: false },
      json: { type: "boolean", default: false },
      env: { type: "string", default: "local" },
      follow: { type: "boolean", short: "f", default: false },
    },
  });
  const [command, name = ""] = positionals;
  if (values.help || command === undefined) {
    process.stdout.write(HELP);
    return values.help ? 0 : 1;
  }
  const instance = localInstance();
  Object.assign(process.env, awsVariables(instance));
  trustLocalAuthority(instance);
  switch (command) {
    case "status":
      return printStatus(instance, { json: values.json, environment: values.env });
    case "stop":
      process.stdout.write((await stopEmulator(instance)) ? "Stopped; the data is kept.\n" : "Nothing was running.\n");
      return 0;
    case "reset":
      return reset(instance);
    case "logs":
      return printLogs(instance, { follow: values.follow, filter: name });
    case "env":
      return printEnv(instance);
    default:
      throw new ScriptError(`"${command}" is no command: use status, stop, reset, logs, env or doctor.`);
  }
});
