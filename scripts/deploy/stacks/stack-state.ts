import {
  DescribeStacksCommand,
  paginateListStackResources,
  type CloudFormationClient,
} from "@aws-sdk/client-cloudformation";

/** What CloudFormation says of one stack. */
export interface StackState {
  readonly name: string;
  readonly status: string;
  readonly outputs: readonly StackOutput[];
  readonly resources: readonly StackResource[];
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  /** Set on values that one stack gives another. */
  readonly exportName?: string;
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly physicalId?: string;
}

/** Undefined when there is no such stack. */
export async function stackState(client: CloudFormationClient, name: string): Promise<StackState | undefined> {
  const stack = await describe(client, name);
  if (!stack || stack.StackStatus === "DELETE_COMPLETE") return undefined;
  const resources: StackResource[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: name })) {
    for (const resource of page.StackResourceSummaries ?? []) {
      resources.push({
        logicalId: resource.LogicalResourceId ?? "",
        type: resource.ResourceType ?? "",
        status: resource.ResourceStatus ?? "",
        ...(resource.ResourceStatusReason && { reason: resource.ResourceStatusReason }),
        ...(resource.PhysicalResourceId && { physicalId: resource.PhysicalResourceId }),
      });
    }
  }
  const outputs = (stack.Outputs ?? []).map((output) => ({
    key: output.OutputKey ?? "",
    value: output.OutputValue ?? "",
    ...(output.ExportName && { exportName: output.ExportName }),
  }));
  return { name, status: stack.StackStatus ?? "", outputs, resources };
}

async function describe(client: CloudFormationClient, name: string) {
  try {
    return (await client.send(new DescribeStacksCommand({ StackName: name }))).Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && error.name === "ValidationError" && /does not exist/.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}
