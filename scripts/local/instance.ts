import { deriveInstance, type Instance } from "@payment-system/emulator/instance/instance";
import { CLONE } from "../launcher/paths.mjs";

/** Names the environment variable that makes every local command work on another instance than 0. */
export const INSTANCE_VARIABLE = "PAYMENT_SYSTEM_INSTANCE_NUMBER";

/** The instance that local commands work on: 0, or what `PAYMENT_SYSTEM_INSTANCE_NUMBER` says. */
export function localInstance(): Instance {
  return deriveInstance(Number(process.env[INSTANCE_VARIABLE] ?? 0), CLONE);
}
