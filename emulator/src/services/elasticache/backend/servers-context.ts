import { EmulatorError } from "../../../errors.ts";
import type { Log } from "../../../log.ts";
import type { Collection } from "../../../store/store.ts";
import { CacheNode } from "./cache-node.ts";
import { Endpoints, type EndpointsDependencies } from "./endpoints.ts";
import type { Wanted } from "./node-configuration.ts";
import type { NodeState, Topology } from "./topology.ts";

type ServersNodeEvent = "recovering" | "recovered" | "added" | "removed" | "shutdown" | "restarted";

/** What happens to servers, for DescribeEvents. */
export type ServersEvent =
  | { readonly kind: "failedOver"; readonly from: string; readonly to: string }
  | { readonly kind: ServersNodeEvent; readonly node: string };

export interface ServersDependencies extends EndpointsDependencies {
  readonly topologies: Collection<Topology>;
  readonly wanted: () => Wanted;
  readonly emit: (event: ServersEvent) => void;
  readonly log: Log;
}

/** The nodes of one group with the durable truth about them; shared by everything that moves them. */
export class ServersContext {
  readonly dependencies: ServersDependencies;
  readonly endpoints: Endpoints;
  readonly #nodes = new Map<string, CacheNode>();
  readonly #onExit: () => void;
  readonly #unconfirmed = new Set<string>();
  #stop = new AbortController();

  constructor(dependencies: ServersDependencies, onExit: () => void) {
    this.dependencies = dependencies;
    this.endpoints = new Endpoints(dependencies);
    this.#onExit = onExit;
  }

  /** Aborted when the servers are to be stopped: whatever waits for them gives up. */
  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  stop(): void {
    this.#stop.abort(new EmulatorError("RedisFailed", "The servers are being stopped."));
  }

  /** After a stop. */
  resume(): void {
    this.#stop = new AbortController();
  }

  get wanted(): Wanted {
    return this.dependencies.wanted();
  }

  /** Before anything was recorded, the first node that is wanted is the primary. */
  get topology(): Topology {
    const { topologies, site } = this.dependencies;
    const known = topologies.get(site.resourceId);
    if (known) return known;
    const [first = "001"] = this.wanted.nodes.keys();
    return { primary: first, nodes: {} };
  }

  /** Durable when it returns. */
  record(change: Partial<Topology>): void {
    this.dependencies.topologies.put(this.dependencies.site.resourceId, { ...this.topology, ...change });
  }

  recordNode(name: string, state: NodeState): void {
    this.record({ nodes: { ...this.topology.nodes, [name]: state } });
  }

  forgetNode(name: string): void {
    const { [name]: _forgotten, ...nodes } = this.topology.nodes;
    this.record({ nodes });
    this.#nodes.delete(name);
  }

  node(name: string): CacheNode {
    const existing = this.#nodes.get(name);
    if (existing) return existing;
    const created = new CacheNode(this.dependencies.site, name, this.#onExit);
    this.#nodes.set(name, created);
    return created;
  }

  get primary(): CacheNode {
    return this.node(this.topology.primary);
  }

  /** Nodes that are known to exist, the primary included. */
  get nodes(): CacheNode[] {
    return Object.keys(this.topology.nodes).map((name) => this.node(name));
  }

  /** Nodes other than the primary that have had all data. */
  get replicasInSync(): CacheNode[] {
    const { primary, nodes } = this.topology;
    return this.nodes.filter(({ name }) => name !== primary && nodes[name] === "inSync");
  }

  /**
   * A replica that was in sync is asked to show it again, because its server or its primary is another one now. Until
   * then it is no replica to rely on, but better than none.
   */
  doubt(node: CacheNode): void {
    this.#unconfirmed.add(node.name);
  }

  confirm(node: CacheNode): void {
    this.#unconfirmed.delete(node.name);
  }

  isConfirmed(name: string): boolean {
    return !this.#unconfirmed.has(name);
  }

  /** Writes a node's configuration as the topology demands it. */
  async configure(node: CacheNode): Promise<void> {
    const { primary } = this.topology;
    await node.configure(node.name === primary ? { kind: "primary" } : { kind: "replica", of: primary }, this.wanted);
  }

  /** Makes a running replica follow the primary. */
  async follow(node: CacheNode): Promise<void> {
    this.doubt(node);
    const { address, port } = this.primary.target;
    await node.command(["REPLICAOF", address, String(port)]);
    await this.configure(node);
  }

  /** Spreads readers over the replicas, or sends them to the primary when there is none. */
  async spreadReaders(answering: (node: CacheNode) => boolean): Promise<void> {
    const replicas = this.replicasInSync.filter(answering);
    await this.endpoints.spreadReaders(replicas.length > 0 ? replicas : [this.primary]);
  }
}
