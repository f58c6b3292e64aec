import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { answerClientError } from "./client-error.ts";

/** A server of Node's own that gives up on slow requests soon. */
async function listen(listener: RequestListener): Promise<Server> {
  const options = { requestTimeout: 50, headersTimeout: 50, connectionsCheckingInterval: 10 };
  const server = createServer(options, listener).on("clientError", answerClientError);
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return server;
}

/** Everything that the server sends back on one connection until it closes it. */
async function converse(server: Server, first: string, second?: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write(first);
  let answer = "";
  socket.on("data", (chunk: Buffer) => {
    if (answer === "" && second !== undefined) socket.write(second);
    answer += chunk.toString();
  });
  await once(socket, "close");
  return answer;
}

test("a request that doesn't arrive whole in time is told so", async () => {
  const answer = await converse(await listen(() => {}), "POST / HTTP/1.1\r\nHost: x\r\n");
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({ error: { code: "request_timed_out" } });
});

test("what can't be parsed while another answer is being sent ends that answer, and adds nothing to it", async () => {
  const server = await listen((_request, response) => {
    response.write("the first part");
  });
  const answer = await converse(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HELLO\r\n\r\n");
  expect(answer).toContain("the first part");
  expect(answer).not.toContain("error");
});
