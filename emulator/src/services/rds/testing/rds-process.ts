import type { Instance } from "../../../instance/instance.ts";
import { startRdsEnvironment } from "./rds-environment.ts";

/** A call that `KillableEmulator` sends: an operation of RDS, or `resources`. */
export interface ProcessCall {
  readonly sequence: number;
  readonly operation: string;
  readonly input: object;
}

/**
 * The RDS part of an emulator as a process of its own, to be killed with SIGKILL: forked with the instance as JSON, it
 * tells its authority's certificate once it serves, and then answers calls.
 */
const instance = JSON.parse(process.argv[2]!) as Instance;
const { rds, call, caCertificatePem } = await startRdsEnvironment(instance, { walUploadIntervalMs: 1_000 });
process.on("message", ({ sequence, operation, input }: ProcessCall) => {
  const handlers = rds.handlers as unknown as Record<string, (input: object, context: object) => Promise<object>>;
  const answer = operation === "resources" ? Promise.resolve(rds.resources()) : handlers[operation]!(input, call);
  answer.then(
    (output) => process.send?.({ sequence, output }),
    (error: unknown) => process.send?.({ sequence, error: String(error) }),
  );
});
process.send?.({ caCertificatePem });
