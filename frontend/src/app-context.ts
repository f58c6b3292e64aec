import { createContext, useContext } from "react";
import type { ApiClient } from "./api/client.ts";
import type { IntentionStore } from "./features/intention/intention-store.ts";
import type { SessionStore } from "./features/session/session-store.ts";

/** What every page may use; made once in `main.tsx`. */
export interface AppServices {
  readonly api: ApiClient;
  readonly session: SessionStore;
  readonly intentions: IntentionStore;
}

export const AppContext = createContext<AppServices | undefined>(undefined);

export function useApp(): AppServices {
  const services = useContext(AppContext);
  if (!services) throw new TypeError("useApp needs an AppContext around it; see app.tsx.");
  return services;
}
