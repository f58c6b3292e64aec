import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { EmulatorError } from "../errors.ts";
import type { Log } from "../log.ts";
import { AwsError } from "../wire/aws-error.ts";
import { attributes } from "./attributes.ts";
import type { Properties, Resource, ResourceContext, ResourceTypes } from "./resource-type.ts";

export interface ResourceRequest {
  readonly operation: "create" | "update" | "delete";
  readonly typeName: string;
  /** Absent only in a creation. */
  readonly identifier?: string;
  readonly properties: Properties;
  readonly previousProperties: Properties;
  readonly context: Omit<ResourceContext, "exists">;
  /** A second request with the same token is the first one. */
  readonly token?: string;
}

/** As it goes over the wire to the bridge. */
export type Progress =
  | { readonly Status: "IN_PROGRESS"; readonly RequestToken: string }
  | { readonly Status: "SUCCESS"; readonly Identifier: string; readonly Attributes: Record<string, unknown> }
  | { readonly Status: "FAILED"; readonly Message: string; readonly Identifier?: string };

interface Entry {
  progress: Progress;
  readonly ended: Promise<void>;
}

const ENDED_KEPT_MAX = 1_000;

/** Requests for resources, each worked on in the background. They live in memory: a restart ends their deployment too. */
export class Requests {
  readonly #types: ResourceTypes;
  readonly #log: Log;
  readonly #entries = new Map<string, Entry>();

  constructor(types: ResourceTypes, log: Log) {
    this.#types = types;
    this.#log = log;
  }

  begin(request: ResourceRequest): Progress {
    const token = request.token ?? randomUUID();
    const known = this.#entries.get(token);
    if (known) return known.progress;
    this.#forgetOld();
    const entry: Entry = {
      progress: { Status: "IN_PROGRESS", RequestToken: token },
      ended: this.#run(request, token).then((progress) => void (entry.progress = progress)),
    };
    this.#entries.set(token, entry);
    return entry.progress;
  }

  /** When it has ended, or as it is after `waitMs`. */
  async progress(token: string, waitMs: number): Promise<Progress> {
    const entry = this.#entries.get(token);
    if (!entry) {
      return {
        Status: "FAILED",
        Message: `Request ${token} is unknown: the emulator was restarted during it. Deploy again.`,
      };
    }
    const deadline = new AbortController();
    await Promise.race([entry.ended, sleep(waitMs, undefined, { signal: deadline.signal }).catch(() => undefined)]);
    deadline.abort();
    return entry.progress;
  }

  async #run(request: ResourceRequest, token: string): Promise<Progress> {
    let existing = request.identifier;
    const context: ResourceContext = { ...request.context, exists: (identifier) => void (existing = identifier) };
    try {
      const resource = await this.#perform(request, context);
      return { Status: "SUCCESS", Identifier: resource.identifier, Attributes: attributes(resource.attributes) };
    } catch (error) {
      const { stackName, logicalResourceId } = context;
      const message = `Resource handler returned message: "${reason(error)}" (RequestToken: ${token}, HandlerErrorCode: ${errorCode(error)})`;
      this.#log("warn", `Could not ${request.operation} ${request.typeName}.`, {
        stackName,
        logicalResourceId,
        message,
        ...(error instanceof AwsError || error instanceof EmulatorError ? {} : { detail: (error as Error).stack }),
      });
      return { Status: "FAILED", Message: message, ...(existing === undefined ? {} : { Identifier: existing }) };
    }
  }

  async #perform(request: ResourceRequest, context: ResourceContext): Promise<Resource> {
    const { operation, typeName, identifier = "", properties, previousProperties } = request;
    const type = Object.hasOwn(this.#types, typeName) ? this.#types[typeName]! : undefined;
    if (!type) throw new AwsError("InvalidRequest", `${typeName} is not a resource type of the emulator.`);
    switch (operation) {
      case "create":
        return type.create(properties, context);
      case "update":
        return type.update(identifier, properties, previousProperties, context);
      case "delete":
        await type.delete(identifier, previousProperties, context);
        return { identifier, attributes: {} };
    }
  }

  #forgetOld(): void {
    for (const [token, { progress }] of this.#entries) {
      if (this.#entries.size < ENDED_KEPT_MAX) return;
      if (progress.Status !== "IN_PROGRESS") this.#entries.delete(token);
    }
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Source: CloudFormation CLI, "Handler error codes". */
function errorCode(error: unknown): string {
  if (error instanceof EmulatorError)
    return error.code === "DeadlineExceeded" ? "NotStabilized" : "ServiceInternalError";
  if (!(error instanceof AwsError)) return "InternalFailure";
  if (/AlreadyExists|Duplicate/.test(error.code)) return "AlreadyExists";
  if (/NotFound/.test(error.code)) return "NotFound";
  if (error.code === "NotStabilized") return error.code;
  return error.fault === "client" ? "InvalidRequest" : "ServiceInternalError";
}
