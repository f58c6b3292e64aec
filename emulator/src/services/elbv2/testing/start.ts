import { once } from "node:events";
import { request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";

/** Sends a request on a connection of its own and gives its answer before the body has come. */
export async function start(url: string): Promise<IncomingMessage> {
  const request: ClientRequest = httpRequest(url, { agent: false }).end();
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return response;
}
