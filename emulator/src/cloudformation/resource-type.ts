import type { CallContext } from "../wire/handlers.ts";

/** A resource's properties as the template gives them, references resolved. */
export type Properties = Readonly<Record<string, unknown>>;

/** A resource as it is after its creation or update. */
export interface Resource {
  /** The physical id: what `Ref` gives. */
  readonly identifier: string;
  /** What `Fn::GetAtt` gives; a dotted name is a nested object. Numbers and booleans become strings. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface ResourceContext {
  readonly stackName: string;
  readonly logicalResourceId: string;
  /** For calls to handlers. */
  readonly call: CallContext;
  /** `Snapshot`: the stack asks for a last snapshot before the deletion. */
  readonly deletionPolicy: "Delete" | "Snapshot";
  /** To be called once the resource exists, so that a creation that then fails is deleted by the roll-back. */
  exists(identifier: string): void;
}

/**
 * A CloudFormation resource type. Every method ends when the resource is stable, and throws with AWS's message when
 * it can't be. A change of a create-only property comes as `create` and, later, `delete` of the old resource.
 */
export interface ResourceType {
  create(properties: Properties, context: ResourceContext): Promise<Resource>;
  update(identifier: string, properties: Properties, previous: Properties, context: ResourceContext): Promise<Resource>;
  /** Also succeeds when the resource is gone already. `properties` are those of the last deployment. */
  delete(identifier: string, properties: Properties, context: ResourceContext): Promise<void>;
}

/** By name, for example `AWS::RDS::DBInstance`. */
export type ResourceTypes = Readonly<Record<string, ResourceType>>;
