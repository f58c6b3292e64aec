import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import { taggedResource } from "../tagged-resource.ts";
import type { RdsContext } from "../rds-context.ts";

const ACTIONS = ["ca-certificate-rotation", "db-upgrade", "hardware-maintenance", "os-upgrade", "system-update"];
const OPT_IN_TYPES = ["immediate", "next-maintenance", "undo-opt-in"];

/** There is never a pending action to apply; what is wrong with the request is told first. */
export function applyPendingMaintenanceAction(
  context: RdsContext,
): Handler<typeof rds, "ApplyPendingMaintenanceAction"> {
  return async (input) => {
    const { ResourceIdentifier: arn, ApplyAction: action, OptInType: type } = input;
    taggedResource(context, arn!);
    if (!ACTIONS.includes(action!)) throw rdsErrors.invalidValue(`Invalid maintenance action: ${action}`);
    if (!OPT_IN_TYPES.includes(type!)) throw rdsErrors.invalidValue(`Invalid opt-in type: ${type}`);
    throw rdsErrors.resourceNotFound(`There is no pending maintenance action ${action} for resource ${arn}.`);
  };
}
