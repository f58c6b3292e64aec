import type * as sdk from "@aws-sdk/client-ecs";
import type { Handler } from "../../../wire/handlers.ts";
import { awsJsonPaging } from "../../../wire/json/json-paging.ts";
import { paginate } from "../../../wire/paginate.ts";
import { ECS_ERRORS } from "../state/errors.ts";
import type { EcsContext } from "./context.ts";

/** Values of an account that has set none. */
const DEFAULTS: Partial<Record<sdk.SettingName, string>> = {
  awsvpcTrunking: "disabled",
  containerInsights: "disabled",
  containerInstanceLongArnFormat: "enabled",
  defaultLogDriverMode: "non-blocking",
  fargateFIPSMode: "disabled",
  fargateTaskRetirementWaitPeriod: "7",
  guardDutyActivate: "off",
  serviceLongArnFormat: "enabled",
  tagResourceAuthorization: "off",
  taskLongArnFormat: "enabled",
};

const PAGING = awsJsonPaging("ecs:ListAccountSettings", (setting: sdk.Setting) => setting.name ?? "");

function setting(ecs: EcsContext, name: string, value: string): sdk.Setting {
  return { name: name as sdk.SettingName, value, principalArn: ecs.arns.root, type: "user" };
}

/** Only explicit settings, unless the effective ones are asked for. */
export function listAccountSettings(ecs: EcsContext): Handler<typeof sdk, "ListAccountSettings"> {
  return async (input) => {
    const explicit = Object.fromEntries(ecs.records.accountSettings.list().map(({ name, value }) => [name, value]));
    const values = Object.entries(input.effectiveSettings ? { ...DEFAULTS, ...explicit } : explicit);
    const matching = values
      .map(([name, value]) => setting(ecs, name, value))
      .filter(({ name, value }) => [name, undefined].includes(input.name) && [value, undefined].includes(input.value));
    const { items, marker } = paginate(matching, { marker: input.nextToken, limit: input.maxResults }, PAGING);
    return { settings: items, ...(marker === undefined ? {} : { nextToken: marker }) };
  };
}

/** One account has one principal here, so the default and the principal's own setting are the same. */
export function putAccountSetting(
  ecs: EcsContext,
): Handler<typeof sdk, "PutAccountSetting"> & Handler<typeof sdk, "PutAccountSettingDefault"> {
  return async ({ name = "" as sdk.SettingName, value = "" }) => {
    if (!Object.hasOwn(DEFAULTS, name)) {
      throw ECS_ERRORS.invalidParameter(
        `Invalid setting name ${name}; it must be one of ${Object.keys(DEFAULTS).join(", ")}.`,
      );
    }
    ecs.records.accountSettings.put(name, { name, value });
    return { setting: setting(ecs, name, value) };
  };
}
