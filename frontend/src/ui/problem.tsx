import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiError } from "../api/api-error.ts";
import { Callout } from "./callout.tsx";

export interface ProblemProps {
  readonly title: string;
  readonly error: unknown;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

/** An error in the service's own words, read out at once, with the number under which support finds it. */
export function Problem({ title, error, children }: ProblemProps) {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <Callout tone="problem" title={title}>
      <Text size="sm">{error instanceof ApiError ? error.message : "This page has a defect; load it again."}</Text>
      {requestId !== undefined && (
        <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: "anywhere" }}>
          Request {requestId}
        </Text>
      )}
      {children}
    </Callout>
  );
}
