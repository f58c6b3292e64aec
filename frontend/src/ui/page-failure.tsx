import { Button, Container } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { Problem } from "./problem.tsx";

/** Instead of a page that can't be shown. */
export function PageFailure({ error }: ErrorComponentProps) {
  return (
    <Container component="main" size="sm" py="xl">
      <Problem title="The page can't be shown" error={error}>
        <Button mt="sm" onClick={() => window.location.reload()}>
          Load it again
        </Button>
      </Problem>
    </Container>
  );
}
