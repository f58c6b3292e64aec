import { AwsError } from "../../../wire/aws-error.ts";
import type { ElasticacheContext } from "./elasticache-context.ts";

interface None {
  /** The answer's list, which is always empty. */
  readonly list: string;
  /** The request's member that names one of them, and AWS's error then. */
  readonly id: string;
  readonly notFound: string;
  readonly status?: number;
}

/** Describes what AWS has and nobody can have here: reserved nodes, service updates, global and serverless caches. */
export function describeNone({ list, id, notFound, status = 404 }: None) {
  return (_context: ElasticacheContext) =>
    async (input: Readonly<Record<string, string | undefined>>): Promise<object> => {
      const asked = input[id];
      if (asked === undefined || asked === "") return { [list]: [] };
      throw new AwsError(notFound, `${id} ${asked} not found.`, status);
    };
}
