import type { IncomingMessage, ServerResponse } from "node:http";
import { EmulatorError } from "../errors.ts";
import type { Log } from "../log.ts";
import { AwsError } from "../wire/aws-error.ts";
import { isCrossOrigin, isOwnHost } from "./browser-origin.ts";
import type { ControlRoute } from "./control-route.ts";
import { readBody } from "./read-body.ts";

export const CONTROL_PREFIX = "/_emulator";

const BODY_BYTES_MAX = 10 * 1024 * 1024;

/** Answers a request below `/_emulator/`; errors are `{ "error": { "code", "message" } }`. Never rejects. */
export async function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  options: { routes: readonly ControlRoute[]; port: number; log: Log },
): Promise<void> {
  const reply = (body: unknown, status = 200): void => {
    const text = JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(text);
  };
  try {
    if (!isOwnHost(request.headers, options.port) || isCrossOrigin(request.headers, options.port)) {
      throw new AwsError("Forbidden", `Only http://127.0.0.1:${options.port} itself may use these pages.`, 403);
    }
    const { route, params } = findRoute(request, options.routes);
    await route.handle({ request, response, params, reply, json: () => readJson(request) });
  } catch (error) {
    const { status, code, message } = describe(error, options.log);
    if (response.headersSent) response.destroy();
    else reply({ error: { code, message } }, status);
  }
}

function findRoute(request: IncomingMessage, routes: readonly ControlRoute[]) {
  const pathname = request.url!.slice(CONTROL_PREFIX.length).replace(/\?.*$/s, "");
  const matches = routes.flatMap((route) => {
    const match = route.pattern.exec({ pathname });
    return match ? [{ route, params: match.pathname.groups }] : [];
  });
  const found = matches.find(({ route }) => route.method === request.method);
  if (found) return found;
  if (matches.length === 0) throw new AwsError("NotFound", `There is no ${CONTROL_PREFIX}${pathname}.`, 404);
  const allowed = matches.map(({ route }) => route.method).join(", ");
  throw new AwsError("MethodNotAllowed", `${CONTROL_PREFIX}${pathname} takes ${allowed}, not ${request.method}.`, 405);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, BODY_BYTES_MAX);
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new AwsError("ValidationException", "The request body is not valid JSON.");
  }
}

function describe(error: unknown, log: Log): { status: number; code: string; message: string } {
  if (error instanceof AwsError) return { status: error.httpStatus, code: error.code, message: error.message };
  log("error", "A control request failed.", { detail: error instanceof Error ? error.stack : String(error) });
  // An EmulatorError's message is written for the operator, who is the caller here.
  if (error instanceof EmulatorError) return { status: 500, code: error.code, message: error.message };
  return { status: 500, code: "InternalFailure", message: "The request failed; the emulator's log tells why." };
}
