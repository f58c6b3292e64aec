import type { StaticOperationSchema } from "@smithy/types";
import { EmulatorError } from "../errors.ts";

/** What the wire needs to know of a service, read from its SDK client package. */
export interface SdkModel {
  /** By operation name as it is on the wire, for example `CreateDBInstance`. */
  readonly operations: ReadonlyMap<string, StaticOperationSchema>;
  /** Names of the exceptions that the service declares. */
  readonly exceptions: ReadonlySet<string>;
  readonly xmlNamespace: string;
  /** Prefix of `X-Amz-Target`, for example `AmazonEC2ContainerServiceV20141113`. */
  readonly serviceTarget: string;
}

const OPERATION = 9;
const EXCEPTION = -3;

interface ProtocolSettings {
  readonly xmlNamespace: string;
  readonly serviceTarget: string;
}

type ClientConstructor = new (config: { region: string }) => { config: { protocolSettings: ProtocolSettings } };

/**
 * Reads an SDK's exported schemas and protocol settings. Using them on the server's side is unofficial, so SDK
 * versions are pinned and `round-trip.test.ts` covers every operation. Throws `SdkUnsupported` for another module.
 */
export function sdkModel(sdk: object): SdkModel {
  const operations = new Map<string, StaticOperationSchema>();
  const exceptions = new Set<string>();
  for (const [name, value] of Object.entries(sdk)) {
    if (!name.endsWith("$") || !Array.isArray(value)) continue;
    const schema = value as unknown as StaticOperationSchema;
    if ((schema[0] as number) === OPERATION) operations.set(schema[2], schema);
    else if ((schema[0] as number) === EXCEPTION) exceptions.add(schema[2]);
  }
  const { xmlNamespace, serviceTarget } = protocolSettings(sdk);
  return { operations, exceptions, xmlNamespace, serviceTarget };
}

function protocolSettings(sdk: object): ProtocolSettings {
  const client = Object.entries(sdk).find(([name]) => /^[A-Z]\w*Client$/.test(name) && name !== "Client");
  if (!client) throw new EmulatorError("SdkUnsupported", "The module given to the wire exports no AWS SDK client.");
  return new (client[1] as ClientConstructor)({ region: "us-east-1" }).config.protocolSettings;
}
