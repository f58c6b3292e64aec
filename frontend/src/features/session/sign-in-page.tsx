import { Button, Container, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { answer } from "../../api/client.ts";
import type { Credentials } from "../../api/schema.ts";
import { useApp } from "../../app-context.ts";
import { Card } from "../../ui/card.tsx";
import { ColorSchemeButton } from "../../ui/color-scheme-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PageHeading } from "../../ui/page-heading.tsx";
import { Problem } from "../../ui/problem.tsx";
import classes from "./sign-in-page.module.css";

const ENDED = {
  expired: "Your session has ended. Sign in again to go on where you were.",
  "signed-out": "You have signed out.",
};

export function SignInPage() {
  const { session } = useApp();
  return (
    <Container component="main" size={420} className={classes.page ?? ""}>
      <Group justify="space-between" mb="lg">
        <span className={classes.brand}>
          <img src="/icon.svg" width="32" height="32" alt="" />
          Payments
        </span>
        <ColorSchemeButton />
      </Group>
      <Card>
        <Stack>
          <div>
            <PageHeading title="Sign in" />
            <Text c="dimmed" size="sm" mt={4}>
              To your merchant account
            </Text>
          </div>
          {session.lastEnd && <Notice>{ENDED[session.lastEnd]}</Notice>}
          <SignInForm />
        </Stack>
      </Card>
    </Container>
  );
}

function SignInForm() {
  const { api, session } = useApp();
  const { register, handleSubmit, formState, setFocus } = useForm<Credentials>({
    defaultValues: { email: "", password: "" },
  });
  const signIn = useMutation({
    mutationFn: (body: Credentials) => answer(api.POST("/api/v1/auth/login", { body })),
    onSuccess: ({ accessToken, expiresIn }, { email }) => session.start(email, accessToken, expiresIn),
    onError: () => setFocus("password", { shouldSelect: true }),
  });
  const { errors } = formState;
  return (
    <form
      noValidate
      onSubmit={(event) => void handleSubmit((credentials) => signIn.isPending || signIn.mutate(credentials))(event)}
    >
      <Stack>
        {signIn.error && <Problem title="You are not signed in" error={signIn.error} />}
        <TextInput
          label="Email"
          type="email"
          autoComplete="username"
          error={errors.email?.message}
          {...register("email", { required: "Enter your email address." })}
        />
        <TextInput
          label="Password"
          type="password"
          autoComplete="current-password"
          error={errors.password?.message}
          {...register("password", { required: "Enter your password." })}
        />
        <Button type="submit" loading={signIn.isPending}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
