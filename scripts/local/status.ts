import type { Instance } from "@payment-system/emulator/instance/instance";
import type { ResourceStatus } from "@payment-system/emulator/services/emulated-service";
import { ScriptError } from "../launcher/script-error.mjs";
import { consoleUrl } from "./console-url.ts";
import { deployedEnvironments } from "./deployed-environments.ts";
import { claimHolder } from "@payment-system/emulator/instance/claim-holder";
import { environmentAccess } from "./environment-access.ts";

/** Prints what runs where; `--json` gives the same for programs. Fails when nothing runs. */
export async function printStatus(
  instance: Instance,
  options: { json: boolean; environment: string },
): Promise<number> {
  const pid = claimHolder(instance);
  if (pid === undefined) throw new ScriptError("The local AWS is not running: start it with npm run dev:local.");
  const { resources } = (await (await fetch(`${instance.endpointUrl}/_emulator/resources`)).json()) as {
    resources: ResourceStatus[];
  };
  const access = await environmentAccess(instance, options.environment);
  const status = {
    endpoint: instance.endpointUrl,
    pid,
    environment: options.environment,
    environments: await deployedEnvironments(),
    apiUrl: access?.apiUrl ?? null,
    pageUrl: access ? `${access.apiUrl}/` : null,
    token: access?.token ?? null,
    consoleUrl: consoleUrl(instance),
    resources,
  };
  process.stdout.write(options.json ? `${JSON.stringify(status, null, 2)}\n` : describe(status));
  return 0;
}

function describe(status: {
  endpoint: string;
  pid: number;
  apiUrl: string | null;
  pageUrl: string | null;
  environments: string[];
  consoleUrl: string;
  resources: ResourceStatus[];
}): string {
  const lines = [
    `AWS endpoint   ${status.endpoint} (pid ${status.pid})`,
    `Page           ${status.pageUrl ?? "not deployed"}`,
    `API            ${status.apiUrl ? `${status.apiUrl}/api/v1` : "not deployed"}`,
    `Console        ${status.consoleUrl}`,
    `Environments   ${status.environments.join(", ") || "none"}`,
    "",
    ...status.resources.map(
      ({ type, name, state, endpoint, pids }) =>
        `${state.padEnd(12)} ${type.padEnd(42)} ${name} ${endpoint ?? ""}${pids.length > 0 ? ` pids ${pids.join(" ")}` : ""}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
}
