import "./ui/styles.ts";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { AppContext, type AppServices } from "./app-context.ts";
import { createQueryClient } from "./api/query-client.ts";
import { createAppRouter } from "./router.tsx";
import { cssVariables, theme } from "./ui/theme.ts";

/** The whole page. */
export function App({ services }: { readonly services: AppServices }) {
  const [queryClient] = useState(createQueryClient);
  const [router] = useState(() => createAppRouter(services.session));

  useEffect(
    () =>
      services.session.subscribe(() => {
        if (!services.session.current()) queryClient.clear();
        void router.invalidate();
      }),
    [services, queryClient, router],
  );

  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <AppContext value={services}>
          <RouterProvider router={router} />
        </AppContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}
