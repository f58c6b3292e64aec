import { Button, Group, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { Callout } from "../../ui/callout.tsx";
import { Problem } from "../../ui/problem.tsx";
import type { IntentionControl } from "./use-intention.ts";

export interface WriteOutcomeProps {
  readonly intention: IntentionControl<unknown>;
  /** Such as "The payment was not created". */
  readonly refusedTitle: string;
  /** Such as "It is not known whether the payment was created". */
  readonly unknownTitle: string;
  /** True when the error stands at a field already. */
  readonly shownAtField: boolean;
}

/** What became of a write that did not succeed, and what can be done about it. */
export function WriteOutcome({ intention, refusedTitle, unknownTitle, shownAtField }: WriteOutcomeProps) {
  const { unfinished, error, isPending, tryAgain, giveUp } = intention;
  const again = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (unfinished !== undefined && error) again.current?.focus();
  }, [unfinished, error]);

  if (unfinished === undefined) {
    return error && !shownAtField ? <Problem title={refusedTitle} error={error} /> : null;
  }
  return (
    <Callout tone="doubt" title={unknownTitle}>
      <Text size="sm">
        {error?.message ?? "An earlier attempt got no answer."} Trying again is safe: it happens once at most. If you
        give up, look first whether it has happened.
      </Text>
      <Group mt="sm" gap="xs">
        <Button ref={again} type="button" loading={isPending} onClick={tryAgain}>
          Try again
        </Button>
        <Button type="button" variant="default" disabled={isPending} onClick={giveUp}>
          Give up
        </Button>
      </Group>
    </Callout>
  );
}
