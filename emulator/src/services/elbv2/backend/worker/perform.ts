import type { ActionConfig } from "../proxy-config.ts";
import { answer, answerPage } from "./answers.ts";
import type { Exchange } from "./exchange.ts";
import { forward } from "./forward.ts";
import { redirectLocation } from "./redirect-location.ts";

const REQUEST_LINE_BYTES_MAX = 16_384;
const LOCATION_FORBIDDEN = /[^\x21-\x7e]/g;

/** Carries out the action of the rule that a request matched. */
export function perform(exchange: Exchange, action: ActionConfig | undefined): void {
  const { request, response, listener, proxy } = exchange;
  if ((request.url ?? "").length > REQUEST_LINE_BYTES_MAX) {
    answerPage(response, 414);
    return;
  }
  switch (action?.type) {
    case undefined:
      answerPage(response, 503);
      return;
    case "forward":
      forward(exchange, action.targetGroups);
      return;
    case "redirect": {
      const protocol = listener.config.tls ? "https" : "http";
      const host = request.headers.host ?? "";
      const redirected = { protocol, host, port: listener.config.port, target: request.url ?? "/" } as const;
      const location = redirectLocation(action, redirected, (port) => proxy.boundPort(port));
      answerPage(response, action.status, { Location: location.replace(LOCATION_FORBIDDEN, encodeByte) });
      return;
    }
    case "fixed-response":
      answer(response, action.status, { "Content-Type": `${action.contentType}; charset=utf-8` }, action.body);
  }
}

function encodeByte(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`;
}
