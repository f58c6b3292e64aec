import type { FastifyInstance } from "fastify";
import type { DisputeDependencies } from "../../usecases/dispute-ports.ts";
import { acceptDisputeRoute } from "./disputes/accept.ts";
import { getDisputeRoute } from "./disputes/get.ts";
import { listDisputesRoute } from "./disputes/list.ts";
import { submitEvidenceRoute } from "./disputes/submit-evidence.ts";

/** What cardholders want back through their bank. */
export async function registerDisputeRoutes(api: FastifyInstance, deps: DisputeDependencies): Promise<void> {
  await api.register(listDisputesRoute(deps.disputes));
  await api.register(getDisputeRoute(deps.disputes));
  await api.register(submitEvidenceRoute(deps));
  await api.register(acceptDisputeRoute(deps));
}
