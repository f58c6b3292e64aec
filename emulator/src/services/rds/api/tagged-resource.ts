import { parseRdsArn, type RdsResourceType } from "../state/arn.ts";
import { rdsErrors } from "../state/rds-errors.ts";
import { subnetGroup, type RdsContext } from "./rds-context.ts";

export interface Tagged {
  readonly tags: Record<string, string>;
  readonly save: (tags: Record<string, string>) => void;
}

const FIND: Readonly<Record<RdsResourceType, (context: RdsContext, name: string) => Tagged>> = {
  db: ({ fleet }, name) => {
    const { identifier, tags } = fleet.record(name);
    return { tags, save: (changed) => fleet.update(identifier, { tags: changed }) };
  },
  es: ({ eventSubscriptions }, name) => {
    const record = eventSubscriptions.get(name);
    return { tags: record.tags, save: (tags) => eventSubscriptions.put({ ...record, tags }) };
  },
  og: ({ optionGroups }, name) => {
    const group = optionGroups.get(name);
    if (optionGroups.isDefault(name)) return defaultGroup("option", group.name);
    return { tags: group.tags, save: (tags) => optionGroups.records.put(group.name, { ...group, tags }) };
  },
  pg: ({ parameterGroups }, name) => {
    const group = parameterGroups.get(name);
    if (parameterGroups.isDefault(name)) return defaultGroup("parameter", group.name);
    return { tags: group.tags, save: (tags) => parameterGroups.put({ ...group, tags }) };
  },
  snapshot: ({ backups: { snapshots } }, name) => {
    const snapshot = snapshots.get(name);
    return { tags: snapshot.tags, save: (tags) => snapshots.update(snapshot, { tags }) };
  },
  subgrp: (context, name) => {
    const group = subnetGroup(context, name);
    return { tags: group.tags, save: (tags) => context.subnetGroups.put(group.name, { ...group, tags }) };
  },
};

function defaultGroup(kind: string, name: string): Tagged {
  const save = (): never => {
    throw rdsErrors.invalidValue(`The ${kind} group ${name} is a default group and cannot be tagged.`);
  };
  return { tags: {}, save };
}

/** What carries the tags of an ARN. Throws the not-found error of the kind of resource that the ARN names. */
export function taggedResource(context: RdsContext, arn: string): Tagged {
  const { type, name } = parseRdsArn(context.instance, arn);
  return FIND[type](context, name);
}
