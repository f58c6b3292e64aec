const STORAGE_KEY = "payments.reloaded-at";
/** A second failure this soon is no roll-out but an outage, which reloading does not mend. */
const AGAIN_MS_MIN = 10_000;

/** A page that was open during a roll-out asks for parts that the new version no longer has: it loads itself anew. */
export function reloadWhenOutdated(storage: Storage): void {
  window.addEventListener("vite:preloadError", (event) => {
    const lastMs = Number(storage.getItem(STORAGE_KEY) ?? 0);
    if (Date.now() - lastMs < AGAIN_MS_MIN) return;
    event.preventDefault();
    storage.setItem(STORAGE_KEY, String(Date.now()));
    window.location.reload();
  });
}
