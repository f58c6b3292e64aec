import type { Forwarders } from "../../../endpoints/forwarders.ts";
import type { Log } from "../../../log.ts";
import type { Settings } from "../../../runtimes/process/postgres/configuration.ts";
import type { Collection } from "../../../store/store.ts";
import { Member } from "./member.ts";
import type { ReplicationEndpoint } from "./server-settings.ts";
import type { Site } from "./site.ts";
import { otherMember, type Topology } from "./topology.ts";

/** What the API wants of the servers at this moment. */
export interface Wanted {
  readonly multiAz: boolean;
  /** Port of the endpoint at `site.endpointAddress`. */
  readonly endpointPort: number;
  /** postgresql.conf parameters in effect or taking effect at the next start. */
  readonly parameters: Settings;
  /** rds.force_ssl */
  readonly requireTls: boolean;
  /** Clients are held off, whoever serves. */
  readonly isClosed: boolean;
  /** Of a read replica: where it receives from. Null for an instance of its own. */
  readonly source: ReplicationEndpoint | null;
}

/** What happens to servers, for DescribeEvents. */
export type ServersEvent =
  | "failoverStarted"
  | "failoverCompleted"
  | "recoveryStarted"
  | "recoveryCompleted"
  | "givenUp"
  | "standbyLost"
  | "standbySynchronised";

export interface ServersDependencies {
  readonly site: Site;
  readonly forwarders: Forwarders;
  readonly topologies: Collection<Topology>;
  readonly wanted: () => Wanted;
  readonly emit: (event: ServersEvent) => void;
  readonly log: Log;
}

/** The two members of one instance with the durable truth about them; shared by everything that moves them. */
export class ServersContext {
  readonly dependencies: ServersDependencies;
  readonly #members: { readonly a: Member; readonly b: Member };
  #listensOn: string | undefined;
  primaryStartsFailed = 0;
  failoversFailed = 0;
  standbyStarts = 0;

  constructor(dependencies: ServersDependencies, onExit: () => void) {
    this.dependencies = dependencies;
    const { site } = dependencies;
    this.#members = { a: new Member(site, "a", onExit), b: new Member(site, "b", onExit) };
  }

  get topology(): Topology {
    const initial: Topology = { primary: "a", standby: "none", promoting: false, unsafe: false };
    return this.dependencies.topologies.get(this.dependencies.site.resourceId) ?? initial;
  }

  /** Durable when it returns. */
  record(change: Partial<Topology>): void {
    this.dependencies.topologies.put(this.dependencies.site.resourceId, { ...this.topology, ...change });
  }

  get primary(): Member {
    return this.#members[this.topology.primary];
  }

  get standby(): Member {
    return this.#members[otherMember(this.topology.primary)];
  }

  get members(): readonly Member[] {
    return [this.#members.a, this.#members.b];
  }

  /**
   * Writes the primary's configuration as the topology demands it: synchronous if and only if the standby is. That of a
   * read replica receives from its source.
   */
  async configurePrimary(): Promise<void> {
    const synchronousStandby = this.topology.standby === "synchronous" ? this.standby.name : null;
    const { source, parameters } = this.dependencies.wanted();
    const role = source ? { kind: "replica" as const, source } : { kind: "primary" as const, synchronousStandby };
    await this.primary.configure(role, parameters);
  }

  async configureStandby(parameters: Settings = this.dependencies.wanted().parameters): Promise<void> {
    await this.standby.configure({ kind: "standby", primary: this.primary.name }, parameters);
  }

  /** Opens the endpoint, which holds clients until `point`. */
  async listen(): Promise<void> {
    const { forwarders, site, wanted } = this.dependencies;
    const { endpointPort } = wanted();
    this.#listensOn = undefined;
    await forwarders.open(site.resourceId, site.endpointAddress, endpointPort);
    this.#listensOn = `${site.endpointAddress}:${endpointPort}`;
  }

  /** Cuts clients off and refuses new ones. */
  async closeEndpoint(): Promise<void> {
    this.#listensOn = undefined;
    await this.dependencies.forwarders.close(this.dependencies.site.resourceId);
  }

  /** False while a change of the endpoint's port or name has not been carried out. */
  listensAsWanted(): boolean {
    const { site, wanted } = this.dependencies;
    return this.#listensOn === `${site.endpointAddress}:${wanted().endpointPort}`;
  }

  /** Sends clients to the primary unless the instance is closed to them, or holds them. */
  async point(to: "primary" | "nobody"): Promise<void> {
    const { forwarders, site, wanted } = this.dependencies;
    const isOpen = to === "primary" && !wanted().isClosed;
    await forwarders.point(site.resourceId, isOpen ? this.primary.target : null);
  }
}
