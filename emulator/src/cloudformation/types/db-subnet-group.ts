import type * as rds from "@aws-sdk/client-rds";
import { omit } from "../omit.ts";
import { physicalName } from "../physical-name.ts";
import type { Resource, ResourceType } from "../resource-type.ts";
import type { ServiceCalls } from "../service-calls.ts";
import { unlessGone } from "../unless-gone.ts";
import { updateRdsTags } from "./rds-tags.ts";

const NAME_LENGTH_MAX = 255;

/** AWS::RDS::DBSubnetGroup; Ref is the name. */
export function dbSubnetGroupType(call: ServiceCalls<typeof rds>): ResourceType {
  return {
    create: async (properties, context) => {
      const DBSubnetGroupName = properties["DBSubnetGroupName"] ?? physicalName(context, NAME_LENGTH_MAX).toLowerCase();
      const input = { ...properties, DBSubnetGroupName };
      return asResource((await call("CreateDBSubnetGroup", input, context.call)).DBSubnetGroup);
    },
    update: async (identifier, properties, previous, context) => {
      const input = { ...omit(properties, ["Tags"]), DBSubnetGroupName: identifier };
      const { DBSubnetGroup } = await call("ModifyDBSubnetGroup", input, context.call);
      await updateRdsTags(call, DBSubnetGroup!.DBSubnetGroupArn!, properties, previous, context.call);
      return asResource(DBSubnetGroup);
    },
    delete: async (identifier, _properties, context) => {
      await unlessGone(call("DeleteDBSubnetGroup", { DBSubnetGroupName: identifier }, context.call));
    },
  };
}

function asResource(group: rds.DBSubnetGroup | undefined): Resource {
  const name = group!.DBSubnetGroupName!;
  return { identifier: name, attributes: { DBSubnetGroupName: name } };
}
