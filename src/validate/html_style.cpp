// SPDX-License-Identifier: Apache-2.0
#include "validate/html.hpp"

namespace vedette {

// System fonts, no images: the page must work from a mail attachment without a network. Text and
// marks keep a contrast of at least 4.5:1 in both schemes; severity is a word as well as a colour.
std::string_view report_style() {
  return R"css(
:root { color-scheme: light dark; --page: #f6f7f9; --card: #ffffff; --ink: #1a2230;
  --soft: #566175; --line: #dfe3ea; --track: #e8ebf0; --benign: #2f7fb8; --attack: #c8502f;
  --plain: #7a8599; --error: #b3261e; --error-bg: #fbe9e7; --warning: #7d5200;
  --warning-bg: #fff2d9; --info: #2a5d8f; --info-bg: #e8f1fa; }
@media (prefers-color-scheme: dark) {
  :root { --page: #12161d; --card: #1a2029; --ink: #e6eaf1; --soft: #a0abbd; --line: #2d3644;
    --track: #2a3240; --benign: #5aa9de; --attack: #ee8160; --plain: #8b97ab; --error: #ffb4ab;
    --error-bg: #4a1f1c; --warning: #f5cd7e; --warning-bg: #40310f; --info: #a9cdf2;
    --info-bg: #1b3147; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 76rem; background: var(--page);
  color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans",
  sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .75rem; }
p { margin: 0; } .soft { color: var(--soft); } .small { font-size: .85rem; }
code { font: .9em ui-monospace, "DejaVu Sans Mono", monospace; }
.tiles { display: grid; gap: .75rem; margin-top: 1.25rem;
  grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); }
.tile, .finding, .card { background: var(--card); border: 1px solid var(--line);
  border-radius: .6rem; }
.tile { padding: .7rem .9rem; } .tile b { display: block; font-size: 1.35rem; line-height: 1.3;
  font-variant-numeric: tabular-nums; }
.finding { display: grid; grid-template-columns: 5.6rem 1fr; gap: .2rem .9rem;
  padding: .7rem .9rem; margin: .5rem 0; }
.finding > div { min-width: 0; }
.findings { list-style: none; margin: .5rem 0 0; padding: 0; }
.badge { justify-self: start; align-self: start; border-radius: 1rem; padding: .05rem .6rem;
  font-size: .8rem; font-weight: 600; }
.error { color: var(--error); background: var(--error-bg); }
.warning { color: var(--warning); background: var(--warning-bg); }
.info { color: var(--info); background: var(--info-bg); }
.card { overflow-x: auto; margin-top: .75rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .45rem .7rem; border-top: 1px solid var(--line);
  vertical-align: middle; }
thead th { border-top: 0; color: var(--soft); font-size: .8rem; font-weight: 600;
  white-space: nowrap; }
tbody th { font-weight: 600; } tr.ignored th { font-weight: 400; color: var(--soft); }
td.number, th.number { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
svg { display: block; } .spark { width: 168px; height: 36px; }
.share { width: 100%; min-width: 3rem; height: 8px; border-radius: 4px; }
.benign { fill: var(--benign); } .attack { fill: var(--attack); } .plain { fill: var(--plain); }
.track { fill: var(--track); } .reference { fill: var(--plain); opacity: .55; }
.current { fill: var(--benign); }
.key { display: inline-flex; gap: .35rem; align-items: center; margin-right: 1rem; }
.key svg { width: .75rem; height: .75rem; border-radius: 2px; }
.bar { width: 45%; }
@media (max-width: 46rem) { body { padding: 1.25rem .8rem 3rem; } .optional { display: none; }
  .finding { grid-template-columns: 1fr; } .spark { width: 104px; }
  th, td { padding: .4rem .45rem; } .bar { width: 30%; } }
@media print { body { background: none; } .card, .finding, .tile { break-inside: avoid; } }
)css";
}

}  // namespace vedette
