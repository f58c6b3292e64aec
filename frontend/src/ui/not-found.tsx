import { Anchor, Container, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PageHeading } from "./page-heading.tsx";

/** For an address that is none of the page's. */
export function NotFound() {
  return (
    <Container component="main" size="sm" py="xl">
      <Stack>
        <PageHeading title="There is no such page" />
        <Text>Check the address, or start from your payments.</Text>
        <Anchor renderRoot={(props) => <Link to="/payments" {...props} />}>All payments</Anchor>
      </Stack>
    </Container>
  );
}
