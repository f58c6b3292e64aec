import type { $SchemaRef } from "@smithy/types";
import { AwsError } from "../wire/aws-error.ts";
import type { CallContext, Handlers } from "../wire/handlers.ts";
import { toInput, type Aliases } from "./to-input.ts";

type AnyFunction = (...parameters: never) => Promise<unknown>;
type Output<Handler> = Handler extends AnyFunction ? Awaited<ReturnType<Handler>> : never;

/** Calls one service's operations with input in CloudFormation's shape. */
export type ServiceCalls<Sdk> = <Name extends keyof Handlers<Sdk> & string>(
  operation: Name,
  input: object,
  context: CallContext,
  aliases?: Aliases,
) => Promise<Output<Handlers<Sdk>[Name]>>;

/** Converts with the SDK's schemas (`toInput`) and calls the handler; one that is absent is refused by name. */
export function serviceCalls<Sdk extends object>(sdk: Sdk, handlers: Handlers<Sdk>): ServiceCalls<Sdk> {
  const schemas = sdk as Readonly<Record<string, readonly unknown[]>>;
  return async (operation, input, context, aliases) => {
    const handler = handlers[operation] as AnyFunction | undefined;
    if (!handler) throw new AwsError("InvalidAction", `${operation} is not implemented by the local AWS.`, 501);
    const converted = toInput(schemas[`${operation}$`]![4] as $SchemaRef, input, aliases);
    return (await handler(...([converted, context] as never))) as never;
  };
}
