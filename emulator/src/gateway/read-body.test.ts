import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { AwsError } from "../wire/aws-error.ts";
import { readBody } from "./read-body.ts";

test("a client that is too slow is told so", async () => {
  const server = createServer((request, response) => {
    readBody(request, 100, 20).catch((error: AwsError) => {
      response.writeHead(error.httpStatus, { connection: "close" }).end(error.code);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 .*RequestTimeout/s);
  server.close();
});
