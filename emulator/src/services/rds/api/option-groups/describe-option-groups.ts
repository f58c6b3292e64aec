import type * as rds from "@aws-sdk/client-rds";
import type { Handler } from "../../../../wire/handlers.ts";
import { paginate } from "../../../../wire/paginate.ts";
import { awsQueryPaging } from "../../../../wire/query/query-paging.ts";
import { ENGINE } from "../../state/engine.ts";
import { applyFilters } from "../../state/filters.ts";
import { describeOptionGroup, type OptionGroupRecord } from "../../state/option-group.ts";
import { rdsErrors } from "../../state/rds-errors.ts";
import { arnOf, type RdsContext } from "../rds-context.ts";

const PAGING = awsQueryPaging<OptionGroupRecord>("rds:DescribeOptionGroups", ({ name }) => name);

export function describeOptionGroups(context: RdsContext): Handler<typeof rds, "DescribeOptionGroups"> {
  return async (input) => {
    const { OptionGroupName: asked, EngineName: engine, MajorEngineVersion: major } = input;
    if (asked !== undefined && (engine !== undefined || major !== undefined)) {
      throw rdsErrors.invalidCombination("OptionGroupName can't be specified with EngineName or MajorEngineVersion.");
    }
    if (major !== undefined && engine === undefined) {
      throw rdsErrors.invalidCombination("EngineName must be specified if MajorEngineVersion is.");
    }
    const found = (asked === undefined ? context.optionGroups.list() : [context.optionGroups.get(asked)])
      .filter(() => [undefined, ENGINE].includes(engine))
      .filter(({ majorVersion }) => [undefined, majorVersion].includes(major));
    const filtered = applyFilters(found, input.Filters, {});
    const { items, marker } = paginate(filtered, { marker: input.Marker, limit: input.MaxRecords }, PAGING);
    return {
      OptionGroupsList: items.map((group) => describeOptionGroup(group, arnOf(context, "og", group.name))),
      Marker: marker,
    };
  };
}
