import type { CommandImpl } from "@smithy/core/client";

type OperationName<Sdk> = { [K in keyof Sdk]: K extends `${infer N}Command` ? N : never }[keyof Sdk] & string;

type CommandTypes<Sdk, Name extends string> = `${Name}Command` extends infer K extends keyof Sdk
  ? Sdk[K] extends { prototype: CommandImpl<infer Input, infer Output, infer _A, infer _B, infer _C> }
    ? { input: Input; output: Omit<Output, "$metadata"> }
    : never
  : never;

/** Who called, taken from the request by the gateway. */
export interface CallContext {
  readonly requestId: string;
  readonly region: string;
  readonly accountId: string;
}

/** One handler of operation `Name`; its input was validated against the SDK's schema, its output is checked by the compiler. */
export type Handler<Sdk, Name extends OperationName<Sdk>> = (
  input: CommandTypes<Sdk, Name>["input"],
  context: CallContext,
) => Promise<CommandTypes<Sdk, Name>["output"]>;

/**
 * The operations of a service that are implemented, typed by its SDK client (`Handlers<typeof rds>`): a misspelt
 * operation or a wrong shape does not compile. One that is absent answers 501.
 */
export type Handlers<Sdk> = { [Name in OperationName<Sdk>]?: Handler<Sdk, Name> };
