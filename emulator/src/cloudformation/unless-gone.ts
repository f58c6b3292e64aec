import { AwsError } from "../wire/aws-error.ts";

/** Gives `undefined` for a resource that is not there; other errors pass. */
export async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AwsError && /NotFound(Fault|Exception)?$|NotActiveException$/.test(error.code))
      return undefined;
    throw error;
  }
}
