import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { EmulatedService } from "../../emulated-service.ts";

/** Calls a control route of a service as the gateway does; the answer's body. */
export async function callRoute(service: EmulatedService, method: string, pathname: string): Promise<unknown> {
  for (const route of service.controlRoutes) {
    const match = route.method === method ? route.pattern.exec({ pathname }) : null;
    if (!match) continue;
    const answer = Promise.withResolvers<unknown>();
    const request = {} as IncomingMessage;
    const response = {} as ServerResponse;
    const params = match.pathname.groups;
    const json = async () => ({});
    await route.handle({ request, response, params, json, reply: answer.resolve });
    return answer.promise;
  }
  assert.fail(`No control route ${method} ${pathname}.`);
}
