import { call } from "./call.ts";
import { byId, element } from "./elements.ts";
import { OutageChart, type Sample } from "./outage-chart.ts";
import type { Resource } from "./resources-panel.ts";

interface Mark {
  readonly atMs: number;
  readonly what: "requested" | "accepted" | "available";
}

interface Result {
  readonly error?: string;
  readonly outage?: { readonly fromMs: number; readonly toMs: number };
  readonly acknowledged: number;
  readonly failed: number;
  readonly unknown: number;
  readonly zoneBefore?: string;
  readonly zoneAfter?: string;
}

const MARK_LABELS: Partial<Record<Mark["what"], string>> = { requested: "failover asked for", available: "available" };

/** For each database a button that fails it over, and the picture of what a client outside measured meanwhile. */
export function failoverPanel(): (resources: readonly Resource[]) => void {
  const cards = new Map<string, Card>();
  return (resources) => {
    const databases = resources.filter(({ type }) => type === "AWS::RDS::DBInstance");
    for (const [name, card] of cards) {
      if (databases.some((database) => database.name === name)) continue;
      card.root.remove();
      cards.delete(name);
    }
    for (const { name, state } of databases) {
      const card = cards.get(name) ?? new Card(name);
      if (!cards.has(name)) byId("failover").append(card.root);
      cards.set(name, card);
      card.state = state;
    }
    byId("failover").dataset["empty"] = String(databases.length === 0);
  };
}

class Card {
  readonly root: HTMLElement;
  readonly #name: string;
  readonly #button = element("button", { type: "button", class: "danger" });
  readonly #state = element("span", { class: "state" });
  readonly #outcome = element("p", { role: "status", class: "outcome" });
  readonly #chart = new OutageChart();

  constructor(name: string) {
    this.#name = name;
    this.#button.append("Fail over ", name);
    this.#button.addEventListener("click", () => void this.#start());
    this.#outcome.textContent = "A probe will commit through the endpoint every 20 ms while the database fails over.";
    this.root = element(
      "article",
      { "aria-label": name },
      element("div", { class: "bar" }, this.#button, this.#state),
      this.#chart.canvas,
      legend(),
      this.#outcome,
    );
  }

  set state(state: string) {
    this.#state.textContent = state;
    this.#state.dataset["tone"] = state === "available" ? "well" : "busy";
  }

  async #start(): Promise<void> {
    this.#button.disabled = true;
    this.#chart.clear();
    this.#outcome.textContent = "The probe commits; then the failover is asked for …";
    try {
      const { id } = await call("failovers", { identifier: this.#name });
      await this.#follow(String(id));
    } catch (error) {
      this.#outcome.textContent = (error as Error).message;
    }
    this.#button.disabled = false;
  }

  /** Resolves at the run's end. A stream that broke begins again from the run's start. */
  #follow(id: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const source = new EventSource(`failovers/${id}`);
    const on = <Data>(event: string, handle: (data: Data) => void): void =>
      source.addEventListener(event, ({ data }: MessageEvent<string>) => handle(JSON.parse(data) as Data));
    source.addEventListener("open", () => this.#chart.clear());
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return;
      this.#outcome.textContent = "The emulator does not answer any more.";
      resolve();
    });
    on<{ sample: Sample }>("sample", ({ sample }) => this.#chart.add(sample));
    on<Mark>("mark", ({ atMs, what }) => {
      const label = MARK_LABELS[what];
      if (label !== undefined) this.#chart.mark({ atMs, label });
    });
    on<{ result: Result }>("ended", ({ result }) => {
      source.close();
      const sentence = describe(this.#name, result);
      this.#outcome.textContent = sentence;
      this.#chart.canvas.setAttribute("aria-label", `Commits over time. ${sentence}`);
      resolve();
    });
    return promise;
  }
}

function describe(name: string, result: Result): string {
  const counts = `${result.acknowledged} commits acknowledged, ${result.failed} refused, ${result.unknown} without an answer.`;
  if (result.error !== undefined) return `The failover could not be measured: ${result.error} ${counts}`;
  const gap = result.outage ? `${Math.round(result.outage.toMs - result.outage.fromMs)} ms` : "an unknown time";
  const moved =
    result.zoneBefore === result.zoneAfter
      ? `The primary stayed in ${result.zoneAfter}.`
      : `The primary moved from ${result.zoneBefore} to ${result.zoneAfter}.`;
  return `${name} took no commit for ${gap}. ${moved} ${counts} Measured here, on an emulator: AWS takes longer.`;
}

function legend(): HTMLElement {
  const entry = (tone: string, text: string): HTMLElement =>
    element("li", {}, element("span", { class: "swatch", "data-tone": tone, "aria-hidden": "true" }), text);
  return element(
    "ul",
    { class: "legend" },
    entry("ok", "acknowledged"),
    entry("failed", "refused"),
    entry("unknown", "no answer"),
    entry("outage", "no commit"),
  );
}
