import type { ControlRoute } from "../gateway/control-route.ts";
import type { ServiceEndpoint } from "../wire/service-endpoint.ts";

/** A resource as `npm run local -- status` and the console show it. */
export interface ResourceStatus {
  /** CloudFormation type, for example `AWS::RDS::DBInstance`. */
  readonly type: string;
  readonly name: string;
  /** AWS's own status word, for example `available`. */
  readonly state: string;
  /** `address:port` where it listens, if it does. */
  readonly endpoint?: string;
  /** Process ids of the real servers behind it. */
  readonly pids: readonly number[];
}

/** What `main.ts` wires together: one AWS service with its real servers. */
export interface EmulatedService {
  readonly endpoint: ServiceEndpoint;
  readonly controlRoutes: readonly ControlRoute[];
  resources(): ResourceStatus[];
  /** Brings the real servers into line with the saved control plane, also after a crash. */
  start(): Promise<void>;
  /** Stops the real servers cleanly; the control plane stays. */
  stop(): Promise<void>;
}
