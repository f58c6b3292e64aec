import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useApp } from "../../app-context.ts";
import { useSession } from "../session/use-session.ts";
import { attempt } from "./attempt.ts";
import type { Intention } from "./intention-store.ts";

export interface IntentionOptions<Body, Result> {
  /** One for each thing that can be wanted, such as `refund/pay_…`. */
  readonly scope: string;
  readonly send: (intention: Intention<Body>) => Promise<Result>;
  readonly onDone: (result: Result) => void;
}

export interface IntentionControl<Body> {
  readonly submit: (body: Body) => void;
  readonly isPending: boolean;
  /** Why the last attempt failed. */
  readonly error: Error | null;
  /** What was sent and has no answer: it can be tried again, or given up. */
  readonly unfinished: Body | undefined;
  readonly tryAgain: () => void;
  readonly giveUp: () => void;
}

/** A write that happens once, however often it has to be sent. */
export function useIntention<Body, Result>({
  scope,
  send,
  onDone,
}: IntentionOptions<Body, Result>): IntentionControl<Body> {
  const { intentions } = useApp();
  const queryClient = useQueryClient();
  // Another user's intention is nobody else's to finish.
  const email = useSession()?.email ?? "";
  const ownScope = `${email}/${scope}`;
  const [unfinished, setUnfinished] = useState(() => intentions.unfinished<Body>(ownScope)?.body);
  const { mutate, reset, isPending, error } = useMutation({
    mutationFn: (body: Body) => attempt(intentions, ownScope, body, send),
    onSuccess: async (result) => {
      // So that what is shown next is what the write has made of it.
      await queryClient.invalidateQueries(queries.allPayments);
      setUnfinished(undefined);
      onDone(result);
    },
    onError: () => {
      setUnfinished(intentions.unfinished<Body>(ownScope)?.body);
      // A refusal may say that the payment is no longer as it is shown; nobody waits for that to learn of it.
      void queryClient.invalidateQueries(queries.allPayments);
    },
  });
  const submit = (body: Body): void => {
    if (!isPending) mutate(body);
  };
  return {
    submit,
    isPending,
    error,
    unfinished,
    tryAgain: () => {
      if (unfinished !== undefined) submit(unfinished);
    },
    giveUp: () => {
      intentions.finish(ownScope);
      setUnfinished(undefined);
      reset();
    },
  };
}
