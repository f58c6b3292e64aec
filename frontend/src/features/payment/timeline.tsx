import { Button, Skeleton, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import type { Payment, PaymentEvent, PaymentEventType } from "../../api/schema.ts";
import { useApp } from "../../app-context.ts";
import { Problem } from "../../ui/problem.tsx";
import { Timestamp } from "../../ui/timestamp.tsx";
import { formatMoney } from "../money/format-money.ts";
import classes from "./timeline.module.css";

const LABELS: Readonly<Record<PaymentEventType, string>> = {
  created: "Created",
  authorized: "Authorized",
  captured: "Captured",
  voided: "Voided",
  refunded: "Refunded",
  action_required: "Cardholder asked",
  declined: "Declined",
  expired: "Expired",
  canceled: "Canceled",
};

export interface TimelineProps {
  readonly payment: Payment;
  readonly headingId: string;
}

/** What happened to a payment, oldest first. */
export function Timeline({ payment, headingId }: TimelineProps) {
  const { api } = useApp();
  const events = useQuery(queries.events(api, payment.id));
  const refunds = useQuery({ ...queries.refunds(api, payment.id), enabled: payment.refundedMinor > 0 });
  const reasons = new Map(refunds.data?.data.map(({ id, reason }) => [id, reason]));
  return (
    <>
      <Title order={2} id={headingId} mb="md">
        Timeline
      </Title>
      {events.isPending && <Skeleton height={160} role="status" aria-label="The timeline is being loaded" />}
      {events.error && (
        <Problem title="The timeline may be out of date" error={events.error}>
          <Button mt="sm" variant="default" loading={events.isFetching} onClick={() => void events.refetch()}>
            Try again
          </Button>
        </Problem>
      )}
      {events.data && (
        <ol className={classes.list}>
          {events.data.data.map((event) => (
            <Item key={event.id} event={event} reason={reasons.get(event.refundId ?? "") ?? null} />
          ))}
        </ol>
      )}
    </>
  );
}

function Item({ event, reason }: { readonly event: PaymentEvent; readonly reason: string | null }) {
  return (
    <li className={classes.item} data-type={event.type}>
      <div className={classes.line}>
        <span>{LABELS[event.type]}</span>
        <span className={classes.amount}>{formatMoney(event.amountMinor, event.currency)}</span>
      </div>
      {reason !== null && <Text size="sm">{reason}</Text>}
      <Text size="xs" c="dimmed">
        <Timestamp at={event.createdAt} />
      </Text>
    </li>
  );
}
