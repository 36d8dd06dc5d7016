/** How does the report look? Readable on a phone, on a screen, and on paper; nothing is loaded from outside. */
export const STYLE = `
:root { --ink: #1b1f24; --faint: #57606a; --rule: #d7dce2; --accent: #0072b2; --warn: #fff7e0; --warn-rule: #e69f00; }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); background: #fff; font: 16px/1.55 Inter, system-ui, -apple-system, "Segoe UI",
  Helvetica, Arial, sans-serif; }
main { max-width: 880px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 20px; margin: 44px 0 10px; padding-top: 14px; border-top: 1px solid var(--rule); }
h3 { font-size: 16px; margin: 22px 0 4px; }
h3.chapter { color: var(--accent); margin-top: 34px; }
h4 { font-size: 15px; margin: 22px 0 4px; }
p { margin: 0 0 10px; }
.question { font-size: 19px; margin: 14px 0 18px; }
.faint, figcaption, .caption { color: var(--faint); font-size: 14px; }
.answers { display: grid; gap: 4px 32px; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); }
.answers section { break-inside: avoid; }
.answers h3 { color: var(--accent); }
.answers ul { margin: 4px 0 0; padding-left: 18px; }
.answers li { margin-bottom: 6px; }
.warnings { background: var(--warn); border-left: 4px solid var(--warn-rule); padding: 12px 16px; margin: 22px 0; }
.warnings p { font-weight: 600; margin: 0 0 4px; }
.warnings ul { margin: 0; padding-left: 20px; font-size: 15px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { font-weight: 600; color: var(--faint); white-space: nowrap; }
td.number, th.number { text-align: right; white-space: nowrap; }
th.number { white-space: normal; }
tr.group td { font-weight: 600; color: var(--accent); border-bottom-color: var(--ink); padding-top: 14px; }
code, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 13px;
  overflow-wrap: anywhere; }
figure { margin: 26px 0 34px; break-inside: avoid; }
figure svg { display: block; max-width: 100%; height: auto; }
figcaption { margin-top: 4px; font-size: 15px; color: var(--ink); }
summary { cursor: pointer; color: var(--accent); margin: 8px 0; }
footer { margin-top: 48px; border-top: 1px solid var(--rule); padding-top: 12px; }
@media (max-width: 640px) {
  main { padding: 20px 14px 40px; }
  h1 { font-size: 23px; }
  .answers { grid-template-columns: 1fr; }
  table { font-size: 13px; }
  th, td { padding-right: 8px; }
  figure .scroll svg { min-width: 600px; }
}
@media print {
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  table { font-size: 9pt; }
  tr { break-inside: avoid; }
  .warnings { border: 1px solid var(--warn-rule); border-left-width: 4px; }
}
`;
