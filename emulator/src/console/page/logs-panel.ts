import { byId, element } from "./elements.ts";

const LINES_MAX = 500;
const LIST_EVERY_MS = 3_000;

/** A log file to choose and its lines as they are written. */
export function logsPanel(): void {
  const choice = element("select", { id: "log" });
  const lines = element("pre", { tabindex: "0", role: "log", "aria-label": "Log lines", "aria-live": "off" });
  byId("logs").append(element("label", { for: "log" }, "File "), choice, lines);
  let source: EventSource | undefined;
  const follow = (): void => {
    source?.close();
    lines.replaceChildren();
    source = new EventSource(`logs/${encodeURIComponent(choice.value)}`);
    source.addEventListener("open", () => lines.replaceChildren());
    source.addEventListener("lines", ({ data }: MessageEvent<string>) => show(lines, JSON.parse(data) as string[]));
  };
  choice.addEventListener("change", follow);
  const list = async (): Promise<void> => {
    const { logs } = (await (await fetch("logs")).json()) as { logs: string[] };
    const known = [...choice.options].map(({ value }) => value);
    if (JSON.stringify(known) === JSON.stringify(logs)) return;
    const chosen = choice.value || logs.find((name) => name.startsWith("ecs/")) || logs[0];
    choice.replaceChildren(...logs.map((name) => element("option", { value: name }, name)));
    choice.value = chosen ?? "";
    if (known.length === 0 && chosen !== undefined) follow();
  };
  const refresh = (): void => void list().catch(() => {});
  refresh();
  setInterval(refresh, LIST_EVERY_MS);
}

function show(view: HTMLElement, added: readonly string[]): void {
  const isAtEnd = view.scrollHeight - view.scrollTop - view.clientHeight < 40;
  view.append(...added.slice(-LINES_MAX).map((line) => element("div", {}, line)));
  while (view.childElementCount > LINES_MAX) view.firstElementChild!.remove();
  if (isAtEnd) view.scrollTop = view.scrollHeight;
}
