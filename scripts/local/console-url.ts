import { PAGE_PATH } from "@payment-system/emulator/console/page-path";
import type { Instance } from "@payment-system/emulator/instance/instance";

/** The page that shows what runs and fails databases over. */
export function consoleUrl(instance: Pick<Instance, "endpointUrl">): string {
  return instance.endpointUrl + PAGE_PATH;
}
