import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import type { Payment } from "../../api/schema.ts";
import { Timestamp } from "../../ui/timestamp.tsx";
import { formatMoney } from "../money/format-money.ts";
import classes from "./payment-details.module.css";

export interface PaymentDetailsProps {
  readonly payment: Payment;
  readonly headingId: string;
}

export function PaymentDetails({ payment, headingId }: PaymentDetailsProps) {
  const { id, amountMinor, capturedMinor, refundedMinor, currency, captureMethod, description, createdAt } = payment;
  const rows: readonly [label: string, value: ReactNode][] = [
    ["Authorized", formatMoney(amountMinor, currency)],
    ["Captured", formatMoney(capturedMinor, currency)],
    ["Refunded", formatMoney(refundedMinor, currency)],
    ["Capture", captureMethod === "automatic" ? "Right away" : "By hand"],
    ["Description", description ?? "None"],
    ["Created", <Timestamp key="created" at={createdAt} />],
    ["Payment ID", <code key="id">{id}</code>],
  ];
  return (
    <>
      <Title order={2} id={headingId} mb="sm">
        Details
      </Title>
      <dl className={classes.list}>
        {rows.map(([label, value]) => (
          <div key={label} className={classes.row}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
