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
    transformObject: refined,
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
}

/**
 * The type provider lists every named schema twice, as input too, though no request here uses a named one; and calls
 * every body required, though one that needs no member may be left out (`optionalBody`). Any body may be refused
 * before it is read.
 */
const refined: SwaggerTransformObject = (document) => {
  const transformed = jsonSchemaTransformObject(document);
  if (!("components" in transformed)) return transformed;
  for (const path of Object.values(transformed.paths ?? {})) {
    const body = path?.post?.requestBody;
    if (body && "content" in body) body.required = needsMember(body.content["application/json"]?.schema);
    for (const operation of [path?.post, path?.put, path?.patch]) {
      if (operation?.requestBody) operation.responses = { ...operation.responses, ...UNREAD };
    }
  }
  const schemas = Object.entries(transformed.components?.schemas ?? {}).filter(([name]) => !name.endsWith("Input"));
  return {
    ...transformed,
    components: { ...transformed.components, schemas: Object.fromEntries(schemas) },
  } as typeof transformed;
};

const content = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
const UNREAD = {
  413: { description: "The body is larger than 64 KiB.", content },
  415: { description: "The body is not `application/json`.", content },
};

function needsMember(schema: object | undefined): boolean {
  return schema !== undefined && "required" in schema;
}
