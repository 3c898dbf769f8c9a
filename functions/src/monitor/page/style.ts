import { createHash } from 'node:crypto';

/**
 * The page's style sheet. Colours have a contrast of 4.5 to 1 and more on their grounds, in the light and in the dark (WCAG AA), and say
 * nothing that a word beside them does not. Nothing moves. Below 66 rem a row of the table stands as a block of its own.
 */
export const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --raised: #f3f4f6; --ink: #16191d; --faint: #555d66; --line: #d3d7dc;
  --accent: #1857b8; --bar: #8295ab; --ok: #17692f; --late: #7a5000; --stalled: #a03c00; --error: #b3141f; --badge: #fff; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171a; --raised: #1f2429; --ink: #e8eaed; --faint: #a6aeb7; --line: #3a4149;
  --accent: #8ab8ff; --bar: #64768a; --ok: #7bd08f; --late: #ecc15c; --stalled: #ffa266; --error: #ff8f8f; --badge: #14171a; } }
*, ::before { box-sizing: border-box; }
body { margin: 0 auto; max-width: 88rem; padding: 1rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0; }
p { margin: .4rem 0; max-width: 60rem; }
small, caption, dt, footer, header p { color: var(--faint); font-size: .875rem; font-weight: normal; }
a { color: var(--accent); }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.badge { display: inline-block; padding: 0 .45em; border-radius: .25em; color: var(--badge); font-size: .8125rem; font-weight: 600;
  line-height: 1.6; overflow-wrap: normal; white-space: nowrap; }
h1 .badge { font-size: inherit; }
.badge.ok { background: var(--ok); } .badge.late { background: var(--late); }
.badge.stalled { background: var(--stalled); } .badge.error { background: var(--error); }
.problems { list-style: none; margin: 0; padding: 0; }
.problems > li { background: var(--raised); border-left: .3rem solid var(--line); margin: .6rem 0; padding: .6rem .9rem; }
.problems > .late { border-color: var(--late); } .problems > .stalled { border-color: var(--stalled); }
.problems > .error { border-color: var(--error); }
.todo { color: var(--faint); }
pre { margin: .3rem 0; white-space: pre-wrap; }
code { display: inline-block; background: var(--ground); border: 1px solid var(--line); border-radius: .25rem; padding: .15rem .5rem;
  font: .875rem/1.45 ui-monospace, monospace; user-select: all; -webkit-user-select: all; }
.unseen { color: var(--faint); } .unseen::before { content: "\\27e8" attr(data-code) "\\27e9"; }
ul { margin: .4rem 0; padding-left: 1.2rem; }
dl { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: .4rem 0; }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
caption { text-align: left; padding-bottom: .5rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: normal; }
th:first-child { padding-left: 0; min-width: 11rem; overflow-wrap: anywhere; }
thead th { color: var(--faint); font-weight: 600; vertical-align: bottom; }
svg { display: block; width: 7.5rem; height: 1.75rem; border-bottom: 1px solid var(--line); }
path { fill: var(--bar); } .lag { fill: none; stroke: var(--accent); stroke-width: 2; }
@media (min-width: 64rem) { .problems > li { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.5rem; } .todo { margin-top: 0; } }
@media screen and (max-width: 66rem) {
  table, caption, tbody, tr { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; padding: .6rem 0; border-bottom: 1px solid var(--line); }
  th, td { border: 0; padding: 0; }
  tbody th { flex: 0 0 100%; }
  td:empty { display: none; }
  td::before { content: attr(data-head); display: block; color: var(--faint); font-size: .8125rem; }
}
@media print {
  :root { color-scheme: light; --ground: #fff; --raised: #fff; --ink: #000; --faint: #333; --line: #999; --accent: #000; --bar: #777;
    --ok: #000; --late: #000; --stalled: #000; --error: #000; --badge: #fff; }
  .badge { background: none !important; border: 1px solid; color: #000; }
  .problems > li, tr { break-inside: avoid; }
  nav { display: none; }
}
`;

/** What a Content-Security-Policy knows the style sheet by. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
