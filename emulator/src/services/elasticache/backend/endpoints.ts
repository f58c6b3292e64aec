import type { CertificateAuthority } from "../../../certificates/authority.ts";
import type { Forwarders } from "../../../endpoints/forwarders.ts";
import type { TlsTermination } from "../../../endpoints/tls-termination.ts";
import type { TransitEncryption } from "../state/replication-group.ts";
import type { CacheNode } from "./cache-node.ts";
import type { Site } from "./site.ts";

const GROUP_ENDPOINTS = ["primary", "reader"] as const;

export interface EndpointsDependencies {
  readonly site: Site;
  readonly forwarders: Forwarders;
  readonly certificates: Pick<CertificateAuthority, "issue">;
}

/**
 * The endpoints of one replication group: primary, reader and one of each node, which is all that a cache cluster of its
 * own has. TLS ends here, whatever the server can,
 * so that it is the same on every machine and `preferred` shares the one port with plain clients, as on AWS.
 */
export class Endpoints {
  readonly #dependencies: EndpointsDependencies;
  readonly #open = new Set<string>();

  constructor(dependencies: EndpointsDependencies) {
    this.#dependencies = dependencies;
  }

  /** Opens primary and reader endpoint, or opens them again after encryption was changed. Clients are held. */
  async open(encryption: TransitEncryption): Promise<void> {
    const addresses = this.#dependencies.site.groupAddresses();
    await Promise.all(
      GROUP_ENDPOINTS.map(async (name) => {
        if (addresses) await this.#listen(name, addresses[name], encryption);
        else if (this.#open.has(name)) await this.#close(name);
      }),
    );
  }

  /** Clients are held until `pointNode`: one that met a server which is not up yet would be held for long. */
  async openNode(node: CacheNode, encryption: TransitEncryption): Promise<void> {
    await this.#listen(`node/${node.name}`, node.address, encryption);
  }

  /** Lets clients of a node's endpoint through to its server, which runs. */
  async pointNode(node: CacheNode): Promise<void> {
    await this.#dependencies.forwarders.point(this.#id(`node/${node.name}`), node.target);
  }

  async closeNode(node: CacheNode): Promise<void> {
    await this.#close(`node/${node.name}`);
  }

  /** Sends clients of the primary endpoint to a node; null cuts them and holds new ones. */
  async pointPrimary(node: CacheNode | null): Promise<void> {
    if (this.#open.has("primary")) await this.#dependencies.forwarders.point(this.#id("primary"), node?.target ?? null);
  }

  /** Sends each client of the reader endpoint to the next of the nodes. */
  async spreadReaders(nodes: readonly CacheNode[]): Promise<void> {
    const targets = nodes.map(({ target }) => target);
    if (this.#open.has("reader")) await this.#dependencies.forwarders.spread(this.#id("reader"), targets);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map((name) => this.#close(name)));
  }

  async #listen(name: string, address: string, encryption: TransitEncryption): Promise<void> {
    const { site, forwarders } = this.#dependencies;
    const tls = encryption === "none" ? undefined : await this.#termination(address, encryption === "required");
    if (this.#open.has(name)) await this.#close(name);
    await forwarders.open(this.#id(name), address, site.port, tls);
    this.#open.add(name);
  }

  async #termination(address: string, isRequired: boolean): Promise<TlsTermination> {
    const names = { commonName: address, addresses: [address], dnsNames: ["localhost"] };
    return { ...(await this.#dependencies.certificates.issue(names)), isRequired };
  }

  async #close(name: string): Promise<void> {
    this.#open.delete(name);
    await this.#dependencies.forwarders.close(this.#id(name));
  }

  #id(name: string): string {
    return `elasticache/${this.#dependencies.site.resourceId}/${name}`;
  }
}
