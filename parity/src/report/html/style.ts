/** The report's only style sheet; plots take their colours from the same variables. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fff; --panel: #f6f7f9; --ink: #1c2330; --muted: #5b6675; --line: #d9dee5; --grid: #e6e9ee;
  --ok: #2f8f5b; --fail: #d1495b; --info: #e3a008; --fault: #6d28d9; --outage: #d1495b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161d; --panel: #1a2029; --ink: #e6eaf0; --muted: #9aa5b4; --line: #2d3643; --grid: #262e3a;
    --ok: #4bb57e; --fail: #ef6f80; --info: #f2c14e; --fault: #b794f6; --outage: #ef6f80;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 66rem; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 1.25rem; margin: 3rem 0 0.2rem; }
h3 { font-size: 0.95rem; margin: 1.8rem 0 0.5rem; color: var(--muted); font-weight: 600; }
p { margin: 0.4rem 0; max-width: 48rem; }
.head { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; }
.muted { color: var(--muted); }
.pill { display: inline-block; padding: 0.1em 0.65em; border-radius: 1em; font-size: 0.82em; font-weight: 650;
  border: 1px solid currentColor; white-space: nowrap; }
.valid { color: var(--ok); } .invalid { color: var(--fail); } .unknown { color: var(--info); }
.label { font-size: 0.82em; color: var(--muted); white-space: nowrap; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 0.8rem; margin: 1.2rem 0; }
.card { background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 0.8rem 1rem; }
.card b { display: block; font-size: 1.5rem; line-height: 1.3; letter-spacing: -0.01em; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.93em; }
th, td { text-align: left; padding: 0.42rem 0.8rem 0.42rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--muted); font-weight: 600; font-size: 0.88em; }
td.number, th.number { text-align: right; white-space: nowrap; }
figure { margin: 1rem 0; background: var(--panel); border: 1px solid var(--line); border-radius: 10px; padding: 1rem; }
figure svg { width: 100%; height: auto; display: block; overflow: visible; }
figcaption { color: var(--muted); font-size: 0.88em; margin-bottom: 0.5rem; }
.key { display: inline-block; width: 0.75em; height: 0.75em; border-radius: 2px; margin: 0 0.3em 0 0.9em; }
.note { border-left: 3px solid var(--info); background: var(--panel); padding: 0.6rem 1rem; border-radius: 0 8px 8px 0; }
code { font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
@media print { body { padding: 0; max-width: none; } figure, .card { break-inside: avoid; } }
`;
