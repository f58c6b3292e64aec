import type * as ecr from "@aws-sdk/client-ecr";
import type { Instance } from "../../../instance/instance.ts";
import type { Handlers } from "../../../wire/handlers.ts";
import type { BlobStore } from "../backend/blob-store.ts";
import type { EcrRecords } from "../state/records.ts";

/** What ECR's operations work on. */
export interface EcrState {
  readonly instance: Instance;
  readonly records: EcrRecords;
  readonly blobs: BlobStore;
}

/** Makes the handler of one operation. */
export type EcrOperation<Name extends keyof Handlers<typeof ecr>> = (
  state: EcrState,
) => NonNullable<Handlers<typeof ecr>[Name]>;
