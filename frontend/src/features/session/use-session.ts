import { useSyncExternalStore } from "react";
import { useApp } from "../../app-context.ts";
import type { Session } from "./session-store.ts";

/** Who is signed in; undefined while the page is on its way to the sign-in. */
export function useSession(): Session | undefined {
  const { session } = useApp();
  return useSyncExternalStore(session.subscribe, session.current);
}
