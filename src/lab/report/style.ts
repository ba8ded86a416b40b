import { darkRules } from '../../shared/figures/look';

/** The report's only style: no other file is needed, and no script. Light on paper, whatever the screen is. */
export const REPORT_STYLE = `
:root {
  color-scheme: light;
  --paper: #ffffff; --ink: #161920; --soft: #525b6b; --line: #dfe3e9; --rule: #161920; --tint: #f5f6f8; --accent: #3450d2;
  --serif: Charter, 'Bitstream Charter', 'Iowan Old Style', 'Source Serif 4', 'Noto Serif', Cambria, Georgia, 'Liberation Serif', 'DejaVu Serif', serif;
  --sans: Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif;
  --mono: 'JetBrains Mono', 'SF Mono', Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace;
}
* { box-sizing: border-box; }
html { background: var(--paper); -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; padding: 56px 24px 72px; max-width: 768px; color: var(--ink); font: 16px/1.55 var(--serif); font-variant-numeric: tabular-nums; counter-reset: figure table; }
header { padding-bottom: 18px; border-bottom: 2px solid var(--rule); }
header .kicker, .kind { margin: 0; color: var(--soft); font: 500 12px/1.4 var(--sans); letter-spacing: 0.02em; }
h1 { margin: 10px 0 8px; font-size: 33px; font-weight: 700; line-height: 1.16; letter-spacing: -0.012em; text-wrap: balance; overflow-wrap: anywhere; }
header .about { margin: 0; font-size: 17.5px; line-height: 1.45; color: var(--soft); text-wrap: pretty; }
h2 { margin: 44px 0 10px; font-size: 21px; line-height: 1.25; letter-spacing: -0.006em; break-after: avoid; }
p { margin: 0 0 12px; text-wrap: pretty; orphans: 3; widows: 3; }
.soft, .note { color: var(--soft); }
.note { font-size: 14px; }
b { font-weight: 700; }
.answer { padding-top: 26px; }
.figures { display: grid; grid-template-columns: repeat(3, 1fr); gap: 0; margin: 0 0 22px; }
.figures > div { padding: 0 18px; border-left: 1px solid var(--line); }
.figures > div:first-child { padding-left: 0; border-left: 0; }
.figures dt { color: var(--soft); font: 500 12.5px/1.35 var(--sans); }
.figures dd { margin: 0; font: 12.5px/1.5 var(--sans); }
.figures .value { display: block; margin: 6px 0 4px; font-size: 38px; font-weight: 600; line-height: 1.1; letter-spacing: -0.025em; }
.figures .value small { margin-left: 3px; font-size: 17px; font-weight: 500; letter-spacing: 0; color: var(--soft); }
.figures .interval, .figures .beside { display: block; }
.figures .beside { color: var(--soft); }
h3 { margin: 0 0 3px; font: 600 14px/1.4 var(--sans); overflow-wrap: anywhere; }
.difference + .difference { margin-top: 16px; }
.range { display: block; font-size: 11.5px; }
.named tbody th { width: auto; min-width: 96px; padding-right: 16px; white-space: normal; overflow-wrap: anywhere; }
.plain th, .plain td { min-width: 88px; overflow-wrap: break-word; }
.lead { font-size: 17.5px; line-height: 1.5; }
figure { margin: 18px 0 22px; break-inside: avoid; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { margin-top: 8px; color: var(--soft); font: 13px/1.5 var(--sans); }
figcaption::before { counter-increment: figure; content: 'Figure ' counter(figure) '. '; color: var(--ink); font-weight: 600; }
.wide { overflow-x: auto; break-inside: avoid; margin: 16px 0 20px; }
table { width: 100%; border-collapse: collapse; border-top: 1.5px solid var(--rule); border-bottom: 1.5px solid var(--rule); font: 13px/1.45 var(--sans); }
caption { padding-bottom: 7px; text-align: left; color: var(--soft); }
caption::before { counter-increment: table; content: 'Table ' counter(table) '. '; color: var(--ink); font-weight: 600; }
th, td { padding: 5px 14px 5px 0; text-align: left; vertical-align: baseline; }
th:last-child, td:last-child { padding-right: 0; }
thead th { border-bottom: 1px solid var(--rule); font-weight: 600; }
thead:not(:has(th:not(:empty))) { display: none; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody th { width: 1%; padding-right: 28px; font-weight: 500; white-space: nowrap; }
.numbers th + th, .numbers td { text-align: right; white-space: nowrap; }
.words td:nth-child(2) { font-weight: 500; }
.words td:nth-child(3) { color: var(--soft); }
pre { margin: 10px 0 16px; padding: 12px 14px; background: var(--tint); border-radius: 4px; font: 12px/1.55 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 0.86em var(--mono); overflow-wrap: anywhere; }
details > summary { cursor: pointer; font: 500 13px/1.5 var(--sans); }
dl.words { display: block; margin: 0; font-size: 14.5px; line-height: 1.5; columns: 2 300px; column-gap: 32px; }
dl.words > div { break-inside: avoid; margin-bottom: 9px; }
dl.words dt { display: inline; font-weight: 700; }
dl.words dt::after { content: ': '; }
dl.words dd { display: inline; margin: 0; color: var(--soft); }
footer { margin-top: 44px; padding-top: 12px; border-top: 1px solid var(--line); color: var(--soft); font: 12px/1.5 var(--sans); }
@media (max-width: 640px) {
  body { padding-top: 32px; }
  .figures { grid-template-columns: 1fr; gap: 16px; }
  .figures > div { padding: 0; border: 0; }
}
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --paper: #14171c; --ink: #eceef2; --soft: #a9b1be; --line: #2b313b; --rule: #69727f; --tint: #1c2027; --accent: #8fa2ff; }
  ${darkRules('figure').replaceAll('\n', '\n  ')}
}
@page { margin: 17mm 17mm 19mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 9pt sans-serif; color: #525b6b; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10.5pt; line-height: 1.45; }
  h1 { font-size: 22pt; }
  header .about, .lead { font-size: 11.5pt; }
  h2 { margin-top: 22pt; font-size: 14pt; }
  .note, dl.words { font-size: 9.5pt; }
  table, figcaption, .figures dd, .figures dt { font-size: 8.8pt; }
  pre { padding: 8pt; border: 1px solid var(--line); background: none; font-size: 8pt; }
  pre.command { break-inside: avoid; }
  .wide { overflow: visible; }
}
`;
