import { Button, Container, Group, Text } from "@mantine/core";
import { Link, Outlet } from "@tanstack/react-router";
import { useApp } from "../app-context.ts";
import { useSession } from "../features/session/use-session.ts";
import { ColorSchemeButton } from "./color-scheme-button.tsx";
import classes from "./shell.module.css";

/** What surrounds every page of someone who is signed in. */
export function Shell() {
  const { session, intentions } = useApp();
  const email = useSession()?.email;
  const signOut = (): void => {
    intentions.finishAll();
    session.end("signed-out");
  };
  return (
    <>
      <a className={classes.skip} href="#main">
        Skip to the content
      </a>
      <header className={classes.header}>
        <Container size="lg">
          <Group justify="space-between" wrap="nowrap" gap="xs" h={60}>
            <Link to="/payments" className={classes.brand ?? ""}>
              <img src="/icon.svg" width="28" height="28" alt="" />
              Payments
            </Link>
            <Group gap="xs" wrap="nowrap">
              <Text size="sm" c="dimmed" className={classes.email ?? ""}>
                {email}
              </Text>
              <ColorSchemeButton />
              <Button variant="default" size="sm" onClick={signOut}>
                Sign out
              </Button>
            </Group>
          </Group>
        </Container>
      </header>
      <Container component="main" id="main" tabIndex={-1} size="lg" className={classes.main ?? ""}>
        <Outlet />
      </Container>
    </>
  );
}
