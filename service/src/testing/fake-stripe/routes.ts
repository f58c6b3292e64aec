import type { FakeBooks } from "./books.ts";
import type { Form } from "./form.ts";
import { ok, refused, type FakeAnswer } from "./objects.ts";

const NOT_FOUND = refused(404, { type: "invalid_request_error", code: "resource_missing" });

/** The part of Stripe's API that the adapter uses. */
export function route(books: FakeBooks, method: string, url: URL, form: Form): FakeAnswer {
  const [, , resource, id, action] = url.pathname.split("/");
  switch (`${method} ${resource}`) {
    case "POST payment_intents":
      return id === undefined ? books.createIntent(form) : changeIntent(books, id, action, form);
    case "GET payment_intents":
      if (id === "search") return found(books, url.searchParams.get("query") ?? "");
      return answerOf(books.intents.get(id ?? ""));
    case "POST refunds":
      return books.createRefund(form);
    case "GET refunds":
      return ok({ object: "list", data: books.refundsOf(url.searchParams.get("payment_intent") ?? "") });
    case "GET disputes":
      return answerOf(books.disputes.find(id ?? ""));
    case "POST disputes":
      return changeDispute(books, id ?? "", action, form);
    default:
      return NOT_FOUND;
  }
}

function changeIntent(books: FakeBooks, id: string, action: string | undefined, form: Form): FakeAnswer {
  const intent = books.intents.get(id);
  if (!intent) return NOT_FOUND;
  if (action === "confirm") return books.confirm(intent, form);
  if (action === "capture") return books.capture(intent, form);
  return action === "cancel" ? books.cancel(intent) : NOT_FOUND;
}

function changeDispute({ disputes }: FakeBooks, id: string, action: string | undefined, form: Form): FakeAnswer {
  const dispute = disputes.find(id);
  if (!dispute) return NOT_FOUND;
  return action === "close" ? disputes.close(dispute) : disputes.submit(dispute, form);
}

function found(books: FakeBooks, query: string): FakeAnswer {
  const paymentId = /^metadata\['payment_id'\]:'([^']+)'$/.exec(query)?.[1] ?? "";
  return ok({ object: "search_result", data: books.search(paymentId) });
}

function answerOf(found: object | undefined): FakeAnswer {
  return found ? ok(found) : NOT_FOUND;
}
