import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

const HOST = "127.0.0.1";

/** A TCP address in front of a server that can go away, come back before another one, and lose an answer, as AWS's endpoints can. */
export class Endpoint implements AsyncDisposable {
  readonly port: number;
  #target: number;
  readonly #sockets = new Set<Socket>();
  readonly #silenced = new WeakSet<Socket>();
  #server: Server | undefined;
  #loseNextAnswer = false;

  private constructor(server: Server, target: number) {
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#target = target;
    server.on("connection", (client) => this.#forward(client));
  }

  static async open(target: number): Promise<Endpoint> {
    const server = createServer();
    await once(server.listen(0, HOST), "listening");
    return new Endpoint(server, target);
  }

  /** Cuts every connection and refuses new ones. */
  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    server.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await once(server, "close");
  }

  /** Before the same server as before unless told. */
  async reopen(target = this.#target): Promise<void> {
    this.#target = target;
    const server = createServer((client) => this.#forward(client));
    await once(server.listen(this.port, HOST), "listening");
    this.#server = server;
  }

  /** The next thing that the database says never arrives: its connection is cut instead. */
  loseNextAnswer(): void {
    this.#loseNextAnswer = true;
  }

  /** The connections that are open stay so, but nothing gets through any more, as when a host loses its power. */
  silence(): void {
    for (const socket of this.#sockets) this.#silenced.add(socket);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #forward(client: Socket): void {
    const upstream = connect(this.#target, HOST);
    const pair = [client, upstream];
    for (const socket of pair) {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        for (const other of pair) other.destroy();
      });
    }
    client.on("data", (chunk) => {
      if (!this.#silenced.has(client)) upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      if (this.#silenced.has(upstream)) return;
      if (!this.#loseNextAnswer) return void client.write(chunk);
      this.#loseNextAnswer = false;
      client.resetAndDestroy();
    });
  }
}
