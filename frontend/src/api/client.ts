import createClient, { type Client } from "openapi-fetch";
import { ApiError } from "./api-error.ts";
import type { paths } from "./schema.ts";

/** Longer than the service's own deadlines, so that its answer is seen if there is one. */
const ANSWER_MS_MAX = 20_000;

export type ApiClient = Client<paths>;

export interface ClientOptions {
  /** Empty for the page's own origin. */
  readonly baseUrl: string;
  /** Undefined before sign-in. */
  readonly accessToken: () => string | undefined;
  /** The token that was sent is not, or no longer, valid. */
  readonly onSignedOut: () => void;
}

/** Calls the service. Every call either gives the body of a success or throws an `ApiError`; see `answer`. */
export function createApiClient({ baseUrl, accessToken, onSignedOut }: ClientOptions): ApiClient {
  const client = createClient<paths>({
    baseUrl,
    // Looked up at each call; a token belongs into a header and never into a cookie.
    fetch: (request) => fetch(request, { signal: deadline(request), credentials: "omit", cache: "no-store" }),
  });
  client.use({
    onRequest: ({ request }) => {
      const token = accessToken();
      if (token !== undefined) request.headers.set("authorization", `Bearer ${token}`);
    },
    onResponse: ({ request, response }) => {
      if (response.status === 401 && request.headers.has("authorization")) onSignedOut();
    },
  });
  return client;
}

/** The body of a successful answer; throws an `ApiError` for every other outcome. */
export async function answer<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let result: { data?: T; error?: unknown; response: Response };
  try {
    result = await call;
  } catch (error) {
    // openapi-fetch throws when fetch does, and when a body breaks off or is not JSON.
    throw ApiError.noAnswer(error);
  }
  if (result.data === undefined) throw ApiError.fromResponse(result.response, result.error);
  return result.data;
}

function deadline(request: Request): AbortSignal {
  return AbortSignal.any([request.signal, AbortSignal.timeout(ANSWER_MS_MAX)]);
}
