import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, type ApiClient } from "./client.ts";

const PAGE_LENGTH = 20;
const PAYMENTS = ["payments"] as const;

/** What is read from the service, each with the key that it is cached under. */
export const queries = {
  /** Newest first, a page at a time. */
  payments: (api: ApiClient) =>
    infiniteQueryOptions({
      queryKey: [...PAYMENTS, "list"],
      queryFn: ({ pageParam, signal }) =>
        answer(
          api.GET("/api/v1/payments", {
            params: { query: { limit: PAGE_LENGTH, ...(pageParam === null ? {} : { cursor: pageParam }) } },
            signal,
          }),
        ),
      initialPageParam: null as string | null,
      getNextPageParam: ({ nextCursor }) => nextCursor,
    }),
  payment: (api: ApiClient, id: string) =>
    queryOptions({
      queryKey: [...PAYMENTS, id],
      queryFn: ({ signal }) => answer(api.GET("/api/v1/payments/{id}", { params: { path: { id } }, signal })),
    }),
  /** Oldest first. */
  events: (api: ApiClient, id: string) =>
    queryOptions({
      queryKey: [...PAYMENTS, id, "events"],
      queryFn: ({ signal }) => answer(api.GET("/api/v1/payments/{id}/events", { params: { path: { id } }, signal })),
    }),
  refunds: (api: ApiClient, id: string) =>
    queryOptions({
      queryKey: [...PAYMENTS, id, "refunds"],
      queryFn: ({ signal }) => answer(api.GET("/api/v1/payments/{id}/refunds", { params: { path: { id } }, signal })),
    }),
  /** All of the above, for when a payment was made or changed. */
  allPayments: { queryKey: PAYMENTS },
};
