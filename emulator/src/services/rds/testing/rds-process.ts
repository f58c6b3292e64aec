import type { Instance } from "../../../instance/instance.ts";
import { startRdsEnvironment } from "./rds-environment.ts";

/**
 * The RDS part of an emulator as a process of its own, to be killed with SIGKILL: forked with the instance as JSON, it
 * says `ready` and forces the failovers that it is told to.
 */
const instance = JSON.parse(process.argv[2]!) as Instance;
const environment = await startRdsEnvironment(instance);
process.on("message", (identifier: string) => {
  const request = { DBInstanceIdentifier: identifier, ForceFailover: true };
  environment.rds.handlers.RebootDBInstance(request, environment.call).then(
    () => process.send?.("accepted"),
    (error: unknown) => process.send?.(String(error)),
  );
});
process.send?.("ready");
