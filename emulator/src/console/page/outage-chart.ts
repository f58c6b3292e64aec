import { element } from "./elements.ts";

export interface Sample {
  readonly atMs: number;
  readonly tookMs: number;
  readonly outcome: "ok" | "failed" | "unknown";
}

export interface Mark {
  readonly atMs: number;
  readonly label: string;
}

const HEIGHT = 220;
const MARGIN = { left: 52, right: 12, top: 40, bottom: 26 };
const SPAN_MS_MIN = 4_000;
const LATENCIES_MS = [1, 10, 100, 1_000];
const TICKS_MS = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000];

/**
 * Draws every attempt of the probe where it was measured: across, when it began and ended; up, how long it took, on a
 * logarithmic scale; in colour, how it went. Between two acknowledged commits that are far apart the ground is shaded.
 */
export class OutageChart {
  readonly canvas = element("canvas", { role: "img", "aria-label": "Commits over time" });
  #samples: Sample[] = [];
  #marks: Mark[] = [];
  #isQueued = false;

  constructor() {
    new ResizeObserver(() => this.#queue()).observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#queue());
  }

  clear(): void {
    this.#samples = [];
    this.#marks = [];
    this.#queue();
  }

  add(sample: Sample): void {
    this.#samples.push(sample);
    this.#queue();
  }

  mark(mark: Mark): void {
    this.#marks.push(mark);
    this.#queue();
  }

  #queue(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    requestAnimationFrame(() => {
      this.#isQueued = false;
      this.#draw();
    });
  }

  #draw(): void {
    const { canvas } = this;
    const width = canvas.clientWidth;
    const scale = devicePixelRatio;
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(HEIGHT * scale);
    const pen = canvas.getContext("2d")!;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, HEIGHT);
    const colors = palette(canvas);
    pen.font = `12px ${getComputedStyle(canvas).fontFamily}`;
    const fromMs = this.#samples[0]?.atMs ?? 0;
    const last = this.#samples.at(-1);
    const spanMs = Math.max(SPAN_MS_MIN, last ? last.atMs + last.tookMs - fromMs : 0);
    const x = (ms: number): number => MARGIN.left + ((ms - fromMs) / spanMs) * (width - MARGIN.left - MARGIN.right);
    drawGrid(pen, colors, width, (ms) => x(fromMs + ms), spanMs);
    drawOutages(pen, colors, this.#samples, x);
    const labels = { ok: colors.ok, failed: colors.failed, unknown: colors.unknown };
    for (const { atMs, tookMs, outcome } of this.#samples) {
      pen.fillStyle = labels[outcome];
      const top = outcome === "ok" ? y(tookMs) : MARGIN.top;
      pen.fillRect(x(atMs), top, Math.max(1.5, x(atMs + tookMs) - x(atMs)), HEIGHT - MARGIN.bottom - top);
    }
    drawMarks(pen, colors, this.#marks, x);
  }
}

type Palette = Readonly<Record<"text" | "line" | "ok" | "failed" | "unknown" | "outage", string>>;

function palette(canvas: HTMLElement): Palette {
  const style = getComputedStyle(canvas);
  const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    text: color("muted"),
    line: color("line"),
    ok: color("ok"),
    failed: color("failed"),
    unknown: color("unknown"),
    outage: color("outage"),
  };
}

/** From 0.3 ms at the bottom to 3 s at the top. */
function y(tookMs: number): number {
  const share = Math.log10(Math.max(0.3, Math.min(3_000, tookMs)) / 0.3) / 4;
  return HEIGHT - MARGIN.bottom - share * (HEIGHT - MARGIN.top - MARGIN.bottom);
}

function drawGrid(
  pen: CanvasRenderingContext2D,
  colors: Palette,
  width: number,
  xOf: (ms: number) => number,
  spanMs: number,
): void {
  pen.fillStyle = colors.text;
  pen.strokeStyle = colors.line;
  pen.lineWidth = 1;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const ms of LATENCIES_MS) {
    line(pen, MARGIN.left, y(ms), width - MARGIN.right, y(ms));
    pen.fillText(ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`, MARGIN.left - 6, y(ms));
  }
  pen.textAlign = "center";
  pen.textBaseline = "alphabetic";
  const step = TICKS_MS.find((tick) => spanMs / tick <= 10) ?? 60_000;
  for (let ms = 0; ms <= spanMs; ms += step) pen.fillText(`${ms / 1_000} s`, xOf(ms), HEIGHT - 8);
}

function drawOutages(
  pen: CanvasRenderingContext2D,
  colors: Palette,
  samples: readonly Sample[],
  x: (ms: number) => number,
): void {
  const acknowledgedMs = samples.filter(({ outcome }) => outcome === "ok").map(({ atMs, tookMs }) => atMs + tookMs);
  const last = samples.at(-1);
  if (last && last.outcome !== "ok") acknowledgedMs.push(last.atMs + last.tookMs);
  pen.fillStyle = colors.outage;
  for (let index = 1; index < acknowledgedMs.length; index++) {
    const [fromMs, toMs] = [acknowledgedMs[index - 1]!, acknowledgedMs[index]!];
    if (toMs - fromMs > 50)
      pen.fillRect(x(fromMs), MARGIN.top, x(toMs) - x(fromMs), HEIGHT - MARGIN.top - MARGIN.bottom);
  }
}

function drawMarks(
  pen: CanvasRenderingContext2D,
  colors: Palette,
  marks: readonly Mark[],
  x: (ms: number) => number,
): void {
  pen.strokeStyle = colors.text;
  pen.fillStyle = colors.text;
  pen.textBaseline = "alphabetic";
  let endsAt = Number.NEGATIVE_INFINITY;
  let row = 0;
  for (const { atMs, label } of marks) {
    const at = x(atMs);
    // A label that would run into the one before goes into the other row.
    row = at < endsAt ? 1 - row : 0;
    const labelWidth = pen.measureText(label).width + 12;
    const isLeft = at + labelWidth > pen.canvas.clientWidth;
    const rowTop = MARGIN.top - 24 + row * 14;
    line(pen, at, rowTop, at, HEIGHT - MARGIN.bottom);
    pen.textAlign = isLeft ? "right" : "left";
    pen.fillText(label, at + (isLeft ? -4 : 4), rowTop + 4);
    endsAt = at + labelWidth;
  }
}

function line(pen: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}
