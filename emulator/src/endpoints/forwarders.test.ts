import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { testInstance, type TestInstance } from "../testing/test-instance.ts";
import { until } from "../wait/until.ts";
import { Forwarders } from "./forwarders.ts";

const PORT = 7_000;
let instance: TestInstance;
let forwarders: Forwarders;
const servers: Server[] = [];

const address = (host: number): string => `127.${instance.addressBlock}.9.${host}`;

beforeAll(async () => {
  instance = await testInstance();
});
afterAll(() => instance[Symbol.asyncDispose]());
beforeEach(() => {
  forwarders = new Forwarders({ heldConnectionsMax: 2, holdMsMax: 2_000 });
});
afterEach(async () => {
  await forwarders.stop();
  for (const server of servers.splice(0)) server.close();
});

async function serve(host: number, onConnection: (socket: Socket) => void) {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on("error", () => {});
    onConnection(socket);
  });
  servers.push(server);
  await once(server.listen(PORT, address(host)), "listening");
  return { address: address(host), port: PORT };
}

/** A server that says who it is and then echoes. */
const serveEcho = (host: number, name: string) =>
  serve(host, (socket) => {
    socket.write(`${name}:`);
    socket.pipe(socket);
  });

async function client(): Promise<Socket> {
  const socket = connect({ host: address(1), port: PORT, allowHalfOpen: true });
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

async function readAll(socket: Socket): Promise<string> {
  let text = "";
  for await (const chunk of socket) text += String(chunk);
  return text;
}

async function readFirst(socket: Socket): Promise<string> {
  const [chunk] = (await once(socket, "data")) as [Buffer];
  return chunk.toString();
}

test("what a client sends before it ends its half is answered after that", async () => {
  await forwarders.open("e", address(1), PORT);
  await forwarders.point("e", await serveEcho(2, "a"));
  const socket = await client();
  socket.end("ping");
  expect(await readAll(socket)).toBe("a:ping");
});

test("a slow reader gets every byte of a large answer", async () => {
  const size = 32 * 1_048_576;
  const target = await serve(2, (socket) => socket.end(Buffer.alloc(size, 1)));
  await forwarders.open("e", address(1), PORT);
  await forwarders.point("e", target);
  const socket = await client();
  let received = 0;
  for await (const chunk of socket) {
    received += (chunk as Buffer).length;
    await new Promise(setImmediate);
  }
  expect(received).toBe(size);
});

test("without a target the connected are cut and the new ones get through once there is one", async () => {
  await forwarders.open("e", address(1), PORT);
  await forwarders.point("e", await serveEcho(2, "a"));
  const connected = await client();
  expect(await readFirst(connected)).toBe("a:");
  const cut = once(connected, "end");
  await forwarders.point("e", null);
  await cut;
  const held = await client();
  held.write("hello");
  await forwarders.point("e", await serveEcho(3, "b"));
  held.end();
  expect(await readAll(held)).toBe("b:hello");
});

test("pointing at another target cuts those connected to the old one", async () => {
  await forwarders.open("e", address(1), PORT);
  await forwarders.point("e", await serveEcho(2, "a"));
  const connected = await client();
  expect(await readFirst(connected)).toBe("a:");
  const cut = once(connected, "end");
  await forwarders.point("e", await serveEcho(3, "b"));
  await cut;
});

test("clients are spread over several targets, a dead one is passed over, and one that goes loses its own only", async () => {
  await forwarders.open("e", address(1), PORT);
  const [a, b] = [await serveEcho(2, "a"), await serveEcho(3, "b")];
  await forwarders.spread("e", [a, { address: address(4), port: PORT }, b]);
  const clients: { socket: Socket; name: string }[] = [];
  for (let index = 0; index < 4; index++) {
    const socket = await client();
    clients.push({ socket, name: await readFirst(socket) });
  }
  expect(clients.map(({ name }) => name)).toEqual(["a:", "b:", "a:", "b:"]);
  await forwarders.spread("e", [a]);
  for (const { socket, name } of clients) if (name === "b:") expect(await readAll(socket)).toBe("");
  const kept = clients.find(({ name }) => name === "a:")!.socket;
  kept.write("still here");
  expect(await readFirst(kept)).toBe("still here");
  for (const { socket } of clients) socket.destroy();
});

test("a target that refuses connections holds the client until it is pointed at again", async () => {
  await forwarders.open("e", address(1), PORT);
  await forwarders.point("e", { address: address(2), port: PORT });
  const socket = await client();
  socket.end("ping");
  const target = await serveEcho(2, "late");
  await forwarders.point("e", target);
  expect(await readAll(socket)).toBe("late:ping");
});

test("held clients are bounded in number and in time", async () => {
  await forwarders.open("e", address(1), PORT);
  const held = [await client(), await client()];
  const tooMany = await client();
  expect(await readAll(tooMany)).toBe("");
  expect(await Promise.all(held.map(readAll))).toEqual(["", ""]);
});

test("a closed endpoint refuses connections", async () => {
  await forwarders.open("e", address(1), PORT);
  await forwarders.close("e");
  const refused = await until(
    () =>
      new Promise<string>((resolve) => {
        const socket = connect(PORT, address(1));
        socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
        socket.once("connect", () => resolve(""));
      }),
    { what: "the connection to be refused", deadlineMs: 5_000 },
  );
  expect(refused).toBe("ECONNREFUSED");
});

test("a taken port is an error that names it", async () => {
  await serveEcho(1, "other");
  await expect(forwarders.open("e", address(1), PORT)).rejects.toThrow(`${address(1)}:${PORT} for e: EADDRINUSE`);
});
