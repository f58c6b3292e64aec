import swagger, { type SwaggerTransformObject } from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";

/** The OpenAPI 3.1 document, made from the routes' own schemas, at `/openapi.json`. */
export async function registerOpenapi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Payment system",
        version: "1.0.0",
        description:
          "Amounts are integers in the currency's minor unit. Repeat a write with the same Idempotency-Key until it is answered.",
      },
      components: { securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } } },
    },
    transform: jsonSchemaTransform,
    transformObject: withoutUnusedSchemas,
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
}

/** The type provider lists every named schema twice, as input too; no request here uses a named one. */
const withoutUnusedSchemas: SwaggerTransformObject = (document) => {
  const transformed = jsonSchemaTransformObject(document);
  if (!("components" in transformed)) return transformed;
  const schemas = Object.entries(transformed.components?.schemas ?? {}).filter(([name]) => !name.endsWith("Input"));
  return {
    ...transformed,
    components: { ...transformed.components, schemas: Object.fromEntries(schemas) },
  } as typeof transformed;
};
