import type { IncomingMessage, ServerResponse } from "node:http";

/** A route of the emulator itself, below `/_emulator/`. The gateway has checked Host and Origin before. */
export interface ControlRoute {
  readonly method: "GET" | "POST" | "DELETE";
  /** Matches the path below `/_emulator`; named groups reach `handle` as `params`. */
  readonly pattern: URLPattern;
  handle(exchange: ControlExchange): Promise<void>;
}

export interface ControlExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly params: Readonly<Record<string, string | undefined>>;
  /** Reads and parses the JSON body, at most 10 MB; throws AwsError `ValidationException` (400) on anything else. */
  json(): Promise<unknown>;
  /** Answers with JSON; 200 unless told. */
  reply(body: unknown, status?: number): void;
}
