import { PaymentClient } from "../clients/payment-client.ts";
import type { RestoreMeans } from "../faults/restore/database-restore.ts";
import type { Random } from "../generators/random.ts";
import type { Target } from "../targets/target.ts";

const CLIENT = { connections: 4, timeoutMs: 5_000 };

/** What every restore of the database is done with. */
export function restoreMeans(target: Target, random: Random): RestoreMeans {
  return {
    database: target.backups,
    recover: target.recover,
    environment: target.environment,
    openClient: async () => {
      const client = new PaymentClient(target, CLIENT);
      await client.signIn();
      return client;
    },
    random,
  };
}
