import { connect, type Socket } from "node:net";
import { ScriptError } from "../../launcher/script-error.mjs";
import { percentile } from "../data/median.ts";
import type { LoadOrder, LoadResult } from "./load-order.ts";

/**
 * A process that does what one LoadOrder says and sends back its LoadResult. It writes prepared bytes to sockets and reads
 * no more of an answer than its status and its end: it shares the machine with what it measures. Each connection sends
 * its next request when the one before is answered.
 */
process.once("message", (order: LoadOrder) => {
  void runLoad(order).then((result) => {
    process.send?.(result, undefined, undefined, () => process.disconnect());
  });
});

const HEAD_END = "\r\n\r\n";
const CHUNKED_END = "0\r\n\r\n";

async function runLoad(order: LoadOrder): Promise<LoadResult> {
  const latenciesMs: number[] = [];
  const startMs = performance.now() + order.warmUpMs;
  const endMs = startMs + order.measureMs;
  let sent = 0;
  let replayed = 0;
  const next = (): string => {
    const number = order.wrapAfter === undefined ? sent : sent % order.wrapAfter;
    sent++;
    return requestText(order, number);
  };
  const answered = (text: string, sinceMs: number): boolean => {
    const nowMs = performance.now();
    if (nowMs >= startMs && nowMs < endMs) latenciesMs.push(nowMs - sinceMs);
    if (text.slice(9, 12) !== String(order.expectedStatus))
      throw new ScriptError(`Expected status ${order.expectedStatus}, got: ${text.slice(0, 2_000)}`);
    if (text.includes("\r\nidempotent-replayed: true\r\n")) replayed++;
    return nowMs < endMs;
  };
  let cpu = process.cpuUsage();
  setTimeout(() => (cpu = process.cpuUsage()), order.warmUpMs);
  await Promise.all(Array.from({ length: order.connections }, () => converse(order, next, answered)));
  const spent = process.cpuUsage(cpu);
  return {
    count: latenciesMs.length,
    seconds: order.measureMs / 1_000,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    cpuSeconds: (spent.user + spent.system) / 1e6,
    sent,
    replayed,
  };
}

function requestText({ requests, keyPrefix, host, port }: LoadOrder, number: number): string {
  const { head, body } = requests[number % requests.length]!;
  const key = keyPrefix === undefined ? "" : `Idempotency-Key: ${keyPrefix}-${number}\r\n`;
  const length = body === undefined ? "" : `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`;
  return `${head}Host: ${host}:${port}\r\n${key}${length}\r\n${body ?? ""}`;
}

/** Sends and reads on one connection until `answered` says that it is enough. */
function converse(
  { host, port }: LoadOrder,
  next: () => string,
  answered: (text: string, sinceMs: number) => boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host, port, noDelay: true });
    let text = "";
    let sinceMs = 0;
    const send = (): void => {
      sinceMs = performance.now();
      socket.write(next(), "latin1");
    };
    socket.setEncoding("latin1");
    socket.once("connect", send);
    socket.on("data", (data: string) => {
      text += data;
      if (!isWhole(text)) return;
      try {
        if (answered(text, sinceMs)) {
          text = "";
          send();
        } else socket.end();
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    socket.once("error", reject);
    socket.once("close", () => resolve());
  });
}

function isWhole(text: string): boolean {
  const headEnd = text.indexOf(HEAD_END);
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: (\d+)\r\n/i.exec(text.slice(0, headEnd + 2))?.[1];
  return length === undefined ? text.endsWith(CHUNKED_END) : text.length >= headEnd + HEAD_END.length + Number(length);
}
