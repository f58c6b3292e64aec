import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import type { SessionStore } from "./features/session/session-store.ts";
import { NotFound } from "./ui/not-found.tsx";
import { PageFailure } from "./ui/page-failure.tsx";

const root = createRootRoute({ component: Outlet });

/** The routes; each page is loaded when it is first shown. */
function createRoutes(session: SessionStore) {
  const signIn = createRoute({
    getParentRoute: () => root,
    path: "/sign-in",
    validateSearch: (search): { from?: string } => (isPath(search.from) ? { from: search.from } : {}),
    beforeLoad: ({ search }) => {
      if (session.current()) redirect({ href: search.from ?? "/payments", replace: true, throw: true });
    },
    component: lazyRouteComponent(() => import("./features/session/sign-in-page.tsx"), "SignInPage"),
  });
  const signedIn = createRoute({
    getParentRoute: () => root,
    id: "signed-in",
    beforeLoad: ({ location }) => {
      if (session.current()) return;
      const from = session.lastEnd === "signed-out" || location.pathname === "/" ? {} : { from: location.href };
      redirect({ to: "/sign-in", search: from, replace: true, throw: true });
    },
    component: lazyRouteComponent(() => import("./ui/shell.tsx"), "Shell"),
  });
  const home = createRoute({
    getParentRoute: () => signedIn,
    path: "/",
    beforeLoad: () => {
      redirect({ to: "/payments", replace: true, throw: true });
    },
  });
  const payments = createRoute({
    getParentRoute: () => signedIn,
    path: "/payments",
    component: lazyRouteComponent(() => import("./features/payments/payments-page.tsx"), "PaymentsPage"),
  });
  const createPayment = createRoute({
    getParentRoute: () => signedIn,
    path: "/payments/new",
    component: lazyRouteComponent(
      () => import("./features/create-payment/create-payment-page.tsx"),
      "CreatePaymentPage",
    ),
  });
  const payment = createRoute({
    getParentRoute: () => signedIn,
    path: "/payments/$paymentId",
    component: lazyRouteComponent(() => import("./features/payment/payment-page.tsx"), "PaymentPage"),
  });
  return root.addChildren([signIn, signedIn.addChildren([home, payments, createPayment, payment])]);
}

export function createAppRouter(session: SessionStore) {
  return createRouter({
    routeTree: createRoutes(session),
    defaultPreload: "intent",
    defaultErrorComponent: PageFailure,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

/** A path of this page, so that nobody can be sent elsewhere by a link to the sign-in. */
function isPath(value: unknown): value is string {
  return typeof value === "string" && /^\/(?![/\\])/.test(value);
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
