import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createApiClient } from "./api/client.ts";
import { App } from "./app.tsx";
import { IntentionStore } from "./features/intention/intention-store.ts";
import { SessionStore } from "./features/session/session-store.ts";
import { reloadWhenOutdated } from "./reload-when-outdated.ts";

const session = new SessionStore(sessionStorage);
const intentions = new IntentionStore(sessionStorage);
const api = createApiClient({
  baseUrl: document.querySelector<HTMLMetaElement>('meta[name="api-base-url"]')?.content ?? "",
  accessToken: () => session.current()?.accessToken,
  onSignedOut: () => session.end("expired"),
});
document.addEventListener("visibilitychange", session.endIfExpired);
reloadWhenOutdated(sessionStorage);

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App services={{ api, session, intentions }} />
  </StrictMode>,
);
