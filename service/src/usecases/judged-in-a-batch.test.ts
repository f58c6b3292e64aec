import { expect, test } from "vitest";
import { createPaymentOperations } from "../payment-operations.ts";
import { openDatabase } from "../postgres/database.ts";
import { createMerchant, startMigratedPostgres, TestService } from "../testing/test-service.ts";
import { changePayment } from "./change-payment.ts";
import { createPayment } from "./create-payment.ts";

test("a refund that needs consent only by now is refused, and fails nothing that is in one batch with it", async () => {
  await using server = await startMigratedPostgres();
  await using service = await TestService.start(server.connection, 4);
  const [merchant, neighbour] = [await createMerchant(server), await createMerchant(server)];
  const terms = { amountMinor: 1050, currency: "EUR" };
  const { id } = (await service.createPayment(merchant, terms)).json;
  await service.send("PUT", "/api/v1/approval-rules", merchant, {
    data: [{ kind: "refund", currency: "EUR", aboveMinor: 500 }],
  });
  const database = await openDatabase(server.connection, 4);
  const operations = createPaymentOperations(database, { timeoutMs: 5_000 });
  const common = { idempotencyKey: "key", request: { method: "POST", path: "/", body: {} } };
  // Begun in one turn of the event loop, so in one batch.
  const [refund, payment] = await Promise.allSettled([
    changePayment(operations, {
      ...common,
      change: "refund",
      merchantId: merchant.merchantId,
      paymentId: id,
      amountMinor: 501,
      answerStatus: 201,
    }),
    createPayment(operations, {
      ...common,
      ...terms,
      merchantId: neighbour.merchantId,
      paymentMethod: "pm_card_visa",
      confirm: true,
      captureMethod: "automatic",
      description: null,
      statementDescriptor: null,
      metadata: {},
    }),
  ]);
  await database.close();
  expect(refund).toMatchObject({ status: "rejected", reason: { code: "approval_required" } });
  expect(payment).toMatchObject({ status: "fulfilled", value: { answer: { status: 201 } } });
});
