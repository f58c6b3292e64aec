import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { RDSClient } from "@aws-sdk/client-rds";
import type { RdsEnvironment } from "./rds-environment.ts";

export interface ServedRds extends AsyncDisposable {
  /** AWS's own client, which talks to the environment over HTTP. */
  readonly client: RDSClient;
}

/** Serves an environment's API on a free port of 127.0.0.1, as the gateway does. */
export async function serveRds(environment: RdsEnvironment): Promise<ServedRds> {
  const server = createServer((request, response) => {
    void buffer(request).then(async (body) => {
      const query = new URL(request.url ?? "/", "http://localhost").searchParams;
      const answer = await environment.rds.endpoint.handle({
        ...{ headers: request.headers, query, body },
        context: environment.call,
      });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const client = new RDSClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: environment.call.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return {
    client,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      server.close();
    },
  };
}
