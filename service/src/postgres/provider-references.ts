import { sql } from "slonik";
import { z } from "zod";
import type { Database } from "./database.ts";

const referenceRow = z.object({ provider_reference: z.string().nullable() });

/** What the provider calls a payment: null if it does not know it, undefined if the merchant has no such payment. */
export async function findProviderReference(
  database: Database,
  merchantId: string,
  paymentId: string,
): Promise<string | null | undefined> {
  const row = await database.run((connection) =>
    connection.maybeOne(
      sql.prepared("find_provider_reference", referenceRow)`
        select provider_reference from payments where merchant_id = ${merchantId} and id = ${paymentId}`,
    ),
  );
  return row?.provider_reference;
}
