import { Anchor, Button, Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { queries } from "../../api/queries.ts";
import type { Payment } from "../../api/schema.ts";
import { useApp } from "../../app-context.ts";
import { Card } from "../../ui/card.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Problem } from "../../ui/problem.tsx";
import { formatMoney } from "../money/format-money.ts";
import { StateLabel } from "../payments/state-label.tsx";
import { Actions } from "./actions.tsx";
import { PaymentDetails } from "./payment-details.tsx";
import classes from "./payment-page.module.css";
import { Timeline } from "./timeline.tsx";

const route = getRouteApi("/signed-in/payments/$paymentId");

export function PaymentPage() {
  const { api } = useApp();
  const { paymentId } = route.useParams();
  const payment = useQuery(queries.payment(api, paymentId));
  return (
    <Stack gap="lg">
      <div>
        <Anchor size="sm" renderRoot={(props) => <Link to="/payments" {...props} />}>
          All payments
        </Anchor>
        <div className={classes.heading}>
          <PageHeading title="Payment">{payment.data && amountOf(payment.data)}</PageHeading>
          {payment.data && <StateLabel payment={payment.data} />}
        </div>
      </div>
      {payment.isPending && (
        <Skeleton height={320} radius="md" role="status" aria-label="The payment is being loaded" />
      )}
      {payment.error && (
        <Problem
          title={payment.data ? "This page may be out of date" : "The payment can't be shown"}
          error={payment.error}
        >
          <Button mt="sm" variant="default" loading={payment.isFetching} onClick={() => void payment.refetch()}>
            Try again
          </Button>
        </Problem>
      )}
      {payment.data && <Loaded payment={payment.data} />}
    </Stack>
  );
}

function Loaded({ payment }: { readonly payment: Payment }) {
  return (
    <div className={classes.columns}>
      <Stack gap="lg">
        <Actions key={payment.id} payment={payment} />
        <Card labelledBy="details">
          <PaymentDetails payment={payment} headingId="details" />
        </Card>
      </Stack>
      <Card labelledBy="timeline">
        <Timeline payment={payment} headingId="timeline" />
      </Card>
    </div>
  );
}

function amountOf({ amountMinor, currency }: Payment): string {
  return formatMoney(amountMinor, currency);
}
