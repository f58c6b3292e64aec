import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { queries } from "../../api/queries.ts";
import { useApp } from "../../app-context.ts";
import { Card } from "../../ui/card.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Problem } from "../../ui/problem.tsx";
import { PaymentsTable } from "./payments-table.tsx";

export function PaymentsPage() {
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <PageHeading title="Payments" />
        <Button renderRoot={(props) => <Link to="/payments/new" {...props} />}>New payment</Button>
      </Group>
      <Payments />
    </Stack>
  );
}

function Payments() {
  const { api } = useApp();
  const list = useInfiniteQuery(queries.payments(api));
  const rows = useRef<HTMLTableSectionElement>(null);
  const focusRow = useRef<number>(undefined);
  const payments = list.data?.pages.flatMap(({ data }) => data) ?? [];
  useEffect(() => {
    if (focusRow.current === undefined || focusRow.current >= payments.length) return;
    rows.current?.rows[focusRow.current]?.querySelector("a")?.focus();
    focusRow.current = undefined;
  }, [payments.length]);

  if (list.isPending) return <Skeleton height={320} radius="md" role="status" aria-label="Payments are being loaded" />;
  const showOlder = (): void => {
    focusRow.current = payments.length;
    void list.fetchNextPage();
  };

  return (
    <Stack>
      {list.error && (
        <Problem title={list.data ? "This list may be out of date" : "Your payments can't be shown"} error={list.error}>
          <Button mt="sm" variant="default" loading={list.isFetching} onClick={() => void list.refetch()}>
            Try again
          </Button>
        </Problem>
      )}
      {list.data && payments.length === 0 && <NoPayments />}
      {payments.length > 0 && <PaymentsTable payments={payments} rows={rows} />}
      {list.hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={showOlder}>
            Show older payments
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function NoPayments() {
  return (
    <Card>
      <Text fw={600}>No payments yet</Text>
      <Text c="dimmed" size="sm" mt={4}>
        Take the first one with “New payment”.
      </Text>
    </Card>
  );
}
