import type { Intercept, InterceptedCall } from "../../gateway/intercept.ts";
import { AwsError } from "../../wire/aws-error.ts";
import type { WireResponse } from "../../wire/service-endpoint.ts";
import { eventMatcher, filterLogEvents, type LogPage } from "./filter-log-events.ts";
import { parseFilterPattern } from "./filter-pattern/filter-pattern.ts";
import { requestMembers, type FilterRequest } from "./filter-request.ts";

/**
 * FilterLogEvents, whose pattern and stream prefix LocalStack ignores: its events are read from LocalStack page by page and
 * filtered here, in order of time across streams, as CloudWatch Logs always gives them.
 */
export function logsIntercepts(): Intercept[] {
  return [{ signingName: "logs", operation: "FilterLogEvents", handle: answer }];
}

async function answer(call: InterceptedCall): Promise<WireResponse> {
  const request = requestMembers(call.request.body);
  const matches = eventMatcher(parseFilterPattern(request.filterPattern), request.streamPrefix);
  try {
    const page = await filterLogEvents((token, length) => readPage(call, request, token, length), matches, {
      token: request.nextToken,
      limit: request.limit,
    });
    const { requestId } = call.request.context;
    return {
      status: 200,
      headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId },
      // CloudWatch Logs has not told which streams it searched since 2020.
      body: JSON.stringify({ ...page, searchedLogStreams: [] }),
    };
  } catch (error) {
    if (error instanceof UpstreamRefusal) return error.answer;
    throw error;
  }
}

/** What LocalStack refuses, such as a log group that does not exist, is passed on as it is. */
class UpstreamRefusal extends AwsError {
  readonly answer: WireResponse;

  constructor(answer: WireResponse) {
    super("UpstreamRefusal", "LocalStack refused the request.");
    this.answer = answer;
  }
}

async function readPage(
  call: InterceptedCall,
  request: FilterRequest,
  nextToken: string | undefined,
  limit: number,
): Promise<LogPage> {
  const body = JSON.stringify({ ...request.forwarded, interleaved: true, limit, nextToken });
  const answer = await call.forward(Buffer.from(body));
  if (answer.status !== 200) throw new UpstreamRefusal(answer);
  const page = JSON.parse(answer.body.toString()) as Partial<LogPage> & { nextToken?: string | null };
  return { events: page.events ?? [], nextToken: page.nextToken ?? undefined };
}
