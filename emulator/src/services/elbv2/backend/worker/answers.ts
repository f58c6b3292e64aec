import { STATUS_CODES, type ServerResponse } from "node:http";

/** AWS's own words where they differ from Node's. */
const REASONS: Readonly<Record<number, string>> = {
  408: "Request Time-out",
  503: "Service Temporarily Unavailable",
  504: "Gateway Time-out",
};

/** The page that an Application Load Balancer answers with itself, byte for byte as AWS sends it. */
export function page(status: number): string {
  const title = `${status} ${reason(status)}`;
  return (
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n` +
    `<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`
  );
}

export function reason(status: number): string {
  return REASONS[status] ?? STATUS_CODES[status] ?? "";
}

/** Answers in the load balancer's own name. */
export function answerPage(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  answer(response, status, { "Content-Type": "text/html", ...headers }, page(status));
}

export function answer(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  const length = Buffer.byteLength(body);
  response.writeHead(status, reason(status), { Server: "awselb/2.0", ...headers, "Content-Length": length });
  response.end(body);
}

/** A whole answer for a connection whose request could not even be parsed, after which it is closed. */
export function rawPage(status: number): string {
  const body = page(status);
  return (
    `HTTP/1.1 ${status} ${reason(status)}\r\nServer: awselb/2.0\r\nDate: ${new Date().toUTCString()}\r\n` +
    `Content-Type: text/html\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}
