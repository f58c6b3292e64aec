import type { BenchSystem } from "./bench-system.ts";
import { merchantTokens, MERCHANTS } from "./bench-merchants.ts";
import { busySeconds, cpuSeconds } from "./cpu.ts";
import type { LoadOrder, LoadRequest, LoadResult } from "./load-order.ts";
import { runLoad } from "./run-load.ts";
import { runScript, type PgbenchResult } from "./run-script.ts";

const PAYMENT = { amountMinor: 1050, currency: "EUR", description: "Order 4711", paymentMethod: "pm_card_visa" };
const BASELINE_SCRIPT = `\\set merchant random(1, ${MERCHANTS})\nselect baseline.create_payment(:merchant);\n`;

/** How long each measurement takes, and what goes before it. */
export interface Spans {
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface Measured extends LoadResult {
  readonly perSecond: number;
  /** Of all processor time that was used while it was measured. */
  readonly shareOfCpu: { readonly client: number; readonly service: number; readonly postgres: number };
}

export interface Creation {
  readonly connections: number;
  readonly merchants?: number;
  readonly keyPrefix: string;
  /** How many keys there are; they are used again then. */
  readonly wrapAfter?: number;
}

/** Payments that are charged and captured at once, `POST /api/v1/payments`, by so many merchants in turn. */
export function createPayments(system: BenchSystem, creation: Creation, spans: Spans): Promise<Measured> {
  const { merchants = MERCHANTS, ...order } = creation;
  const requests = merchantTokens(system.jwtSecret, merchants).map((token) => ({
    head: head("POST", "/api/v1/payments", token),
    body: JSON.stringify(PAYMENT),
  }));
  return measure(system, { ...order, ...spans, requests, expectedStatus: 201 });
}

/** GET of the paths, each by its merchant. */
export function read(
  system: BenchSystem,
  connections: number,
  paths: readonly { readonly path: string; readonly token: string }[],
  spans: Spans,
): Promise<Measured> {
  const requests = paths.map(({ path, token }): LoadRequest => ({ head: head("GET", path, token) }));
  return measure(system, { connections, ...spans, requests, expectedStatus: 200 });
}

/** The same rows, written by pgbench. */
export function createBaselinePayments(
  { server }: BenchSystem,
  clients: number,
  { warmUpMs, measureMs }: Spans,
): Promise<PgbenchResult> {
  const seconds = { warmUpSeconds: warmUpMs / 1_000, seconds: measureMs / 1_000 };
  return runScript(server, { script: BASELINE_SCRIPT, clients, ...seconds });
}

function head(method: string, path: string, token: string): string {
  return `${method} ${path} HTTP/1.1\r\nAuthorization: Bearer ${token}\r\n`;
}

async function measure(system: BenchSystem, order: Omit<LoadOrder, "host" | "port">): Promise<Measured> {
  const { hostname, port } = new URL(system.service.url);
  const servers = system.postgresProcesses();
  const used = (): [all: number, service: number, postgres: number] => [
    busySeconds(),
    cpuSeconds([system.service.child.pid!]),
    cpuSeconds(servers),
  ];
  // Near enough: the client counts its own time exactly, the others' includes what ends and begins with it.
  let before = used();
  const timer = setTimeout(() => (before = used()), order.warmUpMs);
  let after = before;
  const end = setTimeout(() => (after = used()), order.warmUpMs + order.measureMs);
  try {
    const result = await runLoad({ ...order, host: hostname, port: Number(port) });
    const [all, service, postgres] = after.map((value, index) => value - before[index]!) as typeof before;
    const shareOfCpu = { client: result.cpuSeconds / all, service: service / all, postgres: postgres / all };
    return { ...result, perSecond: result.count / result.seconds, shareOfCpu };
  } finally {
    clearTimeout(timer);
    clearTimeout(end);
  }
}
