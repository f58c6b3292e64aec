import type { ControlExchange, ControlRoute } from "../../gateway/control-route.ts";
import { healStandby, makeStandbyAsynchronous } from "./backend/faults.ts";
import { loseServers } from "./backend/lose-servers.ts";
import { setBackupFault } from "./backend/backup-faults.ts";
import type { DatabaseServers } from "./backend/database-servers.ts";
import type { RdsContext } from "./api/rds-context.ts";
import type { DbInstanceFaults } from "./state/db-instance.ts";

const ARCHIVE_OFF = "archive-off";

/** Faults that AWS has no API for, below `/_emulator/faults/rds/{DBInstanceIdentifier}/`. */
export function rdsControlRoutes(context: Promise<RdsContext>): ControlRoute[] {
  const route = (
    method: ControlRoute["method"],
    fault: string,
    act: (servers: DatabaseServers) => Promise<object>,
  ): ControlRoute => ({
    method,
    pattern: new URLPattern({ pathname: `/faults/rds/:id/${fault}` }),
    handle: async (exchange) => exchange.reply(await act(await serversOf(context, exchange))),
  });
  const backupFault = (fault: string, on: DbInstanceFaults, off: DbInstanceFaults): ControlRoute[] =>
    (["POST", "DELETE"] as const).map((method) => ({
      method,
      pattern: new URLPattern({ pathname: `/faults/rds/:id/${fault}` }),
      handle: async (exchange) => {
        const { fleet, lifecycle } = await context;
        const { identifier } = fleet.record(exchange.params["id"] ?? "");
        setBackupFault(fleet, identifier, method === "POST" ? on : off);
        await fleet.servers(fleet.record(identifier)).reload();
        if (method === "DELETE" && fault === ARCHIVE_OFF) lifecycle.backUpAnew(identifier);
        exchange.reply({ [fault]: method === "POST" });
      },
    }));
  return [
    ...backupFault(ARCHIVE_OFF, { archiveOff: true }, { archiveOff: false }),
    ...backupFault("restore-ignores-time", { restoreIgnoresTime: true }, { restoreIgnoresTime: false }),
    route("POST", "asynchronous-standby", async (servers) => {
      await servers.exclusively(makeStandbyAsynchronous);
      return { standby: "asynchronous" };
    }),
    route("DELETE", "asynchronous-standby", async (servers) => {
      await servers.exclusively(healStandby);
      return { standby: "healing" };
    }),
    {
      method: "POST",
      pattern: new URLPattern({ pathname: "/faults/rds/:id/lose-storage" }),
      handle: async (exchange) => {
        const { fleet, lifecycle } = await context;
        const { identifier } = fleet.record(exchange.params["id"] ?? "");
        await loseServers(fleet, lifecycle, identifier);
        exchange.reply({ lost: identifier });
      },
    },
    route("POST", "kill-primary", async ({ context: { primary } }) => {
      const { pid } = primary;
      await primary.fence();
      return { killed: pid };
    }),
  ];
}

async function serversOf(context: Promise<RdsContext>, { params }: ControlExchange): Promise<DatabaseServers> {
  const { fleet } = await context;
  return fleet.servers(fleet.record(params["id"] ?? ""));
}
