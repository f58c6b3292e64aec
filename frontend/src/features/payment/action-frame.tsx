import { Button, Group, Stack } from "@mantine/core";
import type { FormEventHandler, ReactNode } from "react";
import { FieldGroup } from "../../ui/field-group.tsx";
import type { IntentionControl } from "../intention/use-intention.ts";
import { WriteOutcome } from "../intention/write-outcome.tsx";

export interface ActionFrameProps {
  readonly intention: IntentionControl<unknown>;
  readonly refusedTitle: string;
  readonly unknownTitle: string;
  readonly shownAtField: boolean;
  readonly submitLabel: string;
  readonly cancelLabel: string;
  readonly danger?: boolean;
  readonly onSubmit: FormEventHandler<HTMLFormElement>;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** What the forms that change a payment have in common. */
export function ActionFrame(props: ActionFrameProps) {
  const { intention, refusedTitle, unknownTitle, shownAtField, onSubmit, onCancel, children } = props;
  return (
    <form
      noValidate
      onSubmit={onSubmit}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !intention.isPending && intention.unfinished === undefined) onCancel();
      }}
    >
      <Stack>
        <WriteOutcome {...{ intention, refusedTitle, unknownTitle, shownAtField }} />
        <FieldGroup disabled={intention.unfinished !== undefined}>
          {children}
          {intention.unfinished === undefined && (
            <Group gap="xs">
              <Button type="submit" loading={intention.isPending} {...(props.danger ? { color: "red.8" } : {})}>
                {props.submitLabel}
              </Button>
              <Button type="button" variant="default" disabled={intention.isPending} onClick={onCancel}>
                {props.cancelLabel}
              </Button>
            </Group>
          )}
        </FieldGroup>
      </Stack>
    </form>
  );
}
