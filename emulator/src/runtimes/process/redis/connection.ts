import { connect, type Socket } from "node:net";
import { EmulatorError } from "../../../errors.ts";
import { ReplyReader, type Reply } from "./replies.ts";

export interface Login {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: EmulatorError): void;
}

const DEADLINE_MS = 10_000;

/**
 * One connection to a Redis or Valkey server that is opened when needed and kept; after a failure or time-out the next
 * command opens another.
 */
export class RedisConnection {
  readonly #login: Login;
  #socket: Socket | undefined;
  #waiting: Waiting[] = [];

  constructor(login: Login) {
    this.#login = login;
  }

  /**
   * The reply to one command. Throws `RedisFailed` with the server's words when it refuses, and when there is no
   * connection or no reply in time, in which case the command may have been carried out.
   */
  async command(parameters: readonly string[], timeoutMs = DEADLINE_MS): Promise<Reply> {
    const socket = (this.#socket ??= this.#open());
    const where = `${this.#login.address}:${this.#login.port}`;
    const timer = setTimeout(() => {
      this.#fail(socket, `${where} did not answer ${parameters[0]} within ${timeoutMs} ms.`);
    }, timeoutMs);
    try {
      const reply = await this.#send(socket, parameters);
      if (reply instanceof EmulatorError) throw reply;
      return reply;
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    if (this.#socket) this.#fail(this.#socket, "The connection was closed.");
  }

  #open(): Socket {
    const { address, port, user, password } = this.#login;
    const socket = connect({ host: address, port, noDelay: true });
    const reader = new ReplyReader();
    socket.on("data", (chunk: Buffer) => {
      for (const reply of reader.read(chunk)) this.#waiting.shift()?.resolve(reply);
    });
    socket.on("error", (error) => this.#fail(socket, `${address}:${port} failed: ${error.message}.`));
    socket.on("close", () => this.#fail(socket, `${address}:${port} closed the connection.`));
    this.#socket = socket;
    this.#send(socket, ["AUTH", user, password]).catch(() => {});
    return socket;
  }

  #send(socket: Socket, parameters: readonly string[]): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      socket.write(encode(parameters));
    });
  }

  #fail(socket: Socket, message: string): void {
    socket.destroy();
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(new EmulatorError("RedisFailed", message));
  }
}

function encode(parameters: readonly string[]): string {
  const items = parameters.map((item) => `$${Buffer.byteLength(item)}\r\n${item}\r\n`);
  return `*${parameters.length}\r\n${items.join("")}`;
}
