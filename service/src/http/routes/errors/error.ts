import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { SERVICE_ERRORS, ServiceError, type ServiceErrorCode } from "../../../domain/errors.ts";
import { ERROR_MAP } from "../../error-map.ts";
import { errorSchema } from "../../schemas.ts";

const schema = {
  summary: "Explain an error code",
  description: "Where the `docUrl` of every error leads.",
  tags: ["errors"],
  params: z.object({ code: z.string().meta({ examples: ["payment_not_found"] }) }),
  response: {
    200: z.object({ code: z.string(), type: z.string(), status: z.int(), meaning: z.string() }).meta({
      id: "ErrorExplanation",
      examples: [
        {
          code: "payment_not_found",
          type: "invalid_request_error",
          status: 404,
          meaning: "the merchant has no such payment",
        },
      ],
    }),
    404: errorSchema.describe("There is no such error."),
    503: errorSchema,
  },
};

export const errorRoute: FastifyPluginAsyncZod = async (app) => {
  app.get("/errors/:code", { schema, config: { public: true } }, async (request) => {
    const { code } = request.params;
    if (!isErrorCode(code)) {
      throw new ServiceError("route_not_found", "There is no error with this code; check the code.", { param: "code" });
    }
    return { code, ...ERROR_MAP[code], meaning: SERVICE_ERRORS[code] };
  });
};

function isErrorCode(code: string): code is ServiceErrorCode {
  return Object.hasOwn(SERVICE_ERRORS, code);
}
