import {
  type CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStackResourcesCommand,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import { randomUUID } from "node:crypto";
import { until } from "../../wait/until.ts";

export interface Template {
  readonly Resources: Readonly<Record<string, object>>;
  readonly Outputs?: Readonly<Record<string, object>>;
}

/** Deploys stacks through change sets, as the CDK does unless told. */
export class TestStack {
  readonly #client: CloudFormationClient;
  readonly #name: string;

  constructor(client: CloudFormationClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** Its final status; the stack may have been rolled back. */
  async deploy(template: Template, type: "CREATE" | "UPDATE"): Promise<string> {
    const names = { StackName: this.#name, ChangeSetName: `change-${randomUUID()}` };
    const TemplateBody = JSON.stringify(template);
    await this.#client.send(new CreateChangeSetCommand({ ...names, TemplateBody, ChangeSetType: type }));
    await until(
      async () => (await this.#client.send(new DescribeChangeSetCommand(names))).Status === "CREATE_COMPLETE",
      {
        what: "the change set",
        deadlineMs: 30_000,
      },
    );
    await this.#client.send(new ExecuteChangeSetCommand(names));
    return this.#finalStatus();
  }

  /** As `cdk deploy --method direct` does for a new stack. */
  async create(template: Template): Promise<string> {
    const names = { StackName: this.#name, TemplateBody: JSON.stringify(template) };
    await this.#client.send(new CreateStackCommand(names));
    return this.#finalStatus();
  }

  async delete(): Promise<string> {
    const { StackId } = await this.describe();
    await this.#client.send(new DeleteStackCommand({ StackName: this.#name }));
    return this.#finalStatus(StackId);
  }

  async describe(name = this.#name): Promise<Stack> {
    return (await this.#client.send(new DescribeStacksCommand({ StackName: name }))).Stacks![0]!;
  }

  async outputs(): Promise<Record<string, string>> {
    const { Outputs = [] } = await this.describe();
    return Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
  }

  /** Physical id and status by logical id. */
  async resources(): Promise<Record<string, string>> {
    const command = new ListStackResourcesCommand({ StackName: this.#name });
    const { StackResourceSummaries = [] } = await this.#client.send(command);
    return Object.fromEntries(
      StackResourceSummaries.map((resource) => [
        resource.LogicalResourceId!,
        `${resource.PhysicalResourceId} ${resource.ResourceStatus}`,
      ]),
    );
  }

  /** Reasons of failed resources, newest first. */
  async failures(): Promise<string[]> {
    const { StackEvents = [] } = await this.#client.send(new DescribeStackEventsCommand({ StackName: this.#name }));
    return StackEvents.filter((event) => event.ResourceStatus?.endsWith("_FAILED")).map(
      (event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`,
    );
  }

  #finalStatus(name?: string): Promise<string> {
    return until(
      async () => {
        const status: string = (await this.describe(name)).StackStatus ?? "IN_PROGRESS";
        return status.endsWith("IN_PROGRESS") ? undefined : status;
      },
      { what: "the deployment to end", deadlineMs: 60_000, intervalMs: 50 },
    );
  }
}
