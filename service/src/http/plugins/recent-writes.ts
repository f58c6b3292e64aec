import type { FastifyInstance } from "fastify";
import type { RecentWrites } from "../../usecases/recent-writes.ts";

const READS = ["GET", "HEAD", "OPTIONS"];

/** Marks whoever may have written something, before the answer goes out: what follows it is to see that. */
export function registerRecentWrites(api: FastifyInstance, writes: RecentWrites): void {
  api.addHook("onSend", async (request) => {
    if (READS.includes(request.method) || !request.principal) return;
    await writes.mark(request.principal.actor);
  });
}
