import type { Properties, Resource, ResourceContext, ResourceType } from "../../cloudformation/resource-type.ts";

/**
 * A resource type whose resources are entries of a Map: for tests of what deploys them. The description `fail create`
 * or `fail update` makes that operation fail after it has begun, `fail delete` the first deletion, and `never` makes a
 * creation last for ever.
 */
export class MemoryType implements ResourceType {
  readonly resources = new Map<string, Properties>();
  /** Operations in order, for example `create one`. */
  readonly operations: string[] = [];
  readonly #nameProperty: string;

  constructor(nameProperty: string) {
    this.#nameProperty = nameProperty;
  }

  async create(properties: Properties, context: ResourceContext): Promise<Resource> {
    const name = (properties[this.#nameProperty] as string | undefined) ?? context.logicalResourceId;
    this.operations.push(`create ${name}`);
    this.resources.set(name, properties);
    context.exists(name);
    if (properties["DBSubnetGroupDescription"] === "never") await new Promise(() => {});
    return this.#resource(name, properties, "create");
  }

  async update(identifier: string, properties: Properties): Promise<Resource> {
    this.operations.push(`update ${identifier}`);
    this.resources.set(identifier, properties);
    return this.#resource(identifier, properties, "update");
  }

  async delete(identifier: string): Promise<void> {
    const isFirst = !this.operations.includes(`delete ${identifier}`);
    this.operations.push(`delete ${identifier}`);
    if (isFirst && this.resources.get(identifier)?.["DBSubnetGroupDescription"] === "fail delete") {
      throw new TypeError(`${identifier} refused to delete`);
    }
    this.resources.delete(identifier);
  }

  #resource(identifier: string, properties: Properties, operation: string): Resource {
    const description = properties["DBSubnetGroupDescription"];
    if (description === `fail ${operation}`) throw new TypeError(`${identifier} refused to ${operation}`);
    return { identifier, attributes: { Arn: `arn:${identifier}`, Endpoint: { Address: "127.1.2.3", Port: 5432 } } };
  }
}
