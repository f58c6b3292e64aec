import type * as rds from "@aws-sdk/client-rds";
import { expectTypeOf, test } from "vitest";
import type { Handlers } from "./handlers.ts";

/** Checked by the compiler: each `@ts-expect-error` fails `tsc` when the line below it does compile. */
test("handlers are typed by the SDK", () => {
  const handlers: Handlers<typeof rds> = {
    CreateDBInstance: async (input, context) => {
      expectTypeOf(input.DBInstanceIdentifier).toEqualTypeOf<string | undefined>();
      expectTypeOf(context.accountId).toEqualTypeOf<string>();
      return { DBInstance: { DBInstanceIdentifier: input.DBInstanceIdentifier } };
    },
    // @ts-expect-error MultiAZ is a boolean
    DescribeDBInstances: async () => ({ DBInstances: [{ MultiAZ: "yes" }] }),
    DeleteDBInstance: async (input) => {
      // @ts-expect-error there is no member Nope
      void input.Nope;
      return {};
    },
  };
  // @ts-expect-error there is no operation CreateDBInstances
  const misspelt: Handlers<typeof rds> = { CreateDBInstances: async () => ({}) };
  expectTypeOf(handlers).toEqualTypeOf(misspelt);
});
