import { once } from "node:events";
import { connect as connectPlainly, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import type { Endpoint } from "@aws-sdk/client-elasticache";
import { EmulatorError } from "../../../errors.ts";
import { ReplyReader, type Reply } from "../../../runtimes/process/redis/replies.ts";

export interface RedisClient {
  /** Throws the server's error, and any other when the connection is lost. */
  send(...command: string[]): Promise<Reply>;
  readonly closed: Promise<void>;
  close(): void;
}

export interface ClientOptions {
  /** TLS, verified by this authority; plain text when absent. */
  readonly ca?: string;
  readonly token?: string;
  /** Whose password the token is; `default` unless told. */
  readonly user?: string;
}

const lost = (): EmulatorError => new EmulatorError("RedisFailed", "connection lost");
const CONNECT_DEADLINE_MS = 10_000;

/** A connection to an endpoint as an application makes it. */
export async function connectTo({ Address, Port }: Endpoint, { ca, token, user }: ClientOptions): Promise<RedisClient> {
  const target = { host: Address!, port: Port! };
  const socket: Socket = ca === undefined ? connectPlainly(target) : connectSecurely({ ...target, ca });
  const timer = setTimeout(
    () => socket.destroy(new EmulatorError("RedisFailed", "no connection in time")),
    CONNECT_DEADLINE_MS,
  );
  try {
    await once(socket, ca === undefined ? "connect" : "secureConnect");
  } finally {
    clearTimeout(timer);
  }
  const client = speak(socket);
  if (token !== undefined) await client.send("AUTH", ...(user === undefined ? [] : [user]), token);
  return client;
}

function speak(socket: Socket): RedisClient {
  const reader = new ReplyReader();
  const waiting: PromiseWithResolvers<Reply>[] = [];
  const closed = new Promise<void>((resolve) => {
    socket.on("error", () => {});
    socket.on("close", () => {
      for (const each of waiting.splice(0)) each.reject(lost());
      resolve();
    });
  });
  socket.on("data", (chunk: Buffer) => {
    for (const reply of reader.read(chunk)) waiting.shift()?.resolve(reply);
  });
  return {
    closed,
    close: () => void socket.destroy(),
    send: async (...command) => {
      if (socket.destroyed) throw lost();
      const each = Promise.withResolvers<Reply>();
      waiting.push(each);
      const items = command.map((item) => `$${Buffer.byteLength(item)}\r\n${item}\r\n`);
      socket.write(`*${command.length}\r\n${items.join("")}`);
      const reply = await each.promise;
      if (reply instanceof EmulatorError) throw reply;
      return reply;
    },
  };
}
