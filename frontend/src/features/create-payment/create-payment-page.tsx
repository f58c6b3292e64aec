import { Anchor, Stack } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { answer } from "../../api/client.ts";
import type { NewPayment } from "../../api/schema.ts";
import { useApp } from "../../app-context.ts";
import { Card } from "../../ui/card.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { useIntention } from "../intention/use-intention.ts";
import { CreatePaymentForm } from "./create-payment-form.tsx";

export function CreatePaymentPage() {
  const { api } = useApp();
  const navigate = useNavigate();
  const intention = useIntention({
    scope: "create-payment",
    send: ({ body, idempotencyKey }: { body: NewPayment; idempotencyKey: string }) =>
      answer(api.POST("/api/v1/payments", { params: { header: { "Idempotency-Key": idempotencyKey } }, body })),
    onDone: ({ id }) => void navigate({ to: "/payments/$paymentId", params: { paymentId: id } }),
  });
  return (
    <Stack gap="lg" maw={560} mx="auto">
      <Stack gap={4}>
        <Anchor size="sm" w="fit-content" renderRoot={(props) => <Link to="/payments" {...props} />}>
          All payments
        </Anchor>
        <PageHeading title="New payment" />
      </Stack>
      <Card>
        <CreatePaymentForm intention={intention} />
      </Card>
    </Stack>
  );
}
