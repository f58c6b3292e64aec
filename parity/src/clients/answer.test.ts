import { expect, test } from "vitest";
import { answerOf, answerOfError } from "./answer.ts";

test.each([
  [201, "ok", false],
  [200, "ok", false],
  [400, "fail", false],
  [422, "fail", false],
  [401, "fail", true],
  [409, "fail", true],
  [429, "fail", true],
  [408, "info", true],
  [500, "info", true],
  [502, "info", true],
  [503, "info", true],
  [504, "info", true],
  [302, "info", true],
])("HTTP %i ends %s", (status, outcome, retryable) => {
  expect(answerOf(status, false, {})).toMatchObject({ outcome, retryable, httpStatus: status });
});

test("takes the payment's id and the error's code from the body, whatever the body is", () => {
  expect(answerOf(201, true, { id: "pay_1" })).toMatchObject({ paymentId: "pay_1", replayed: true });
  expect(answerOf(409, false, { error: { code: "idempotency_key_in_flight" } }).code).toBe("idempotency_key_in_flight");
  for (const body of [null, undefined, "text", 7, [], { id: 7 }, { error: null }]) {
    expect(answerOf(201, false, body)).toMatchObject({ outcome: "ok", paymentId: null, code: null });
  }
});

test("only what was certainly never sent is a failure", () => {
  const coded = (code: string) => Object.assign(new Error(code), { code });
  expect(answerOfError(coded("ECONNREFUSED")).outcome).toBe("fail");
  expect(answerOfError(new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")])).outcome).toBe("fail");
  expect(answerOfError(coded("UND_ERR_CONNECT_TIMEOUT")).outcome).toBe("fail");
  for (const code of ["ECONNRESET", "UND_ERR_SOCKET", "UND_ERR_HEADERS_TIMEOUT", "EPIPE"]) {
    expect(answerOfError(coded(code))).toMatchObject({ outcome: "info", code });
  }
  expect(answerOfError(new DOMException("late", "TimeoutError")).outcome).toBe("info");
  expect(answerOfError("thrown text").outcome).toBe("info");
});
